package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewDataSuite;

/** What the view store says of itself is true, and shows no secret. */
class ViewDataTest extends ViewDataSuite implements OpenSearchViewsFixture {}
