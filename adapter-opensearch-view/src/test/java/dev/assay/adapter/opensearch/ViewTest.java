package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewSuite;

/** Views under the revision rule. */
class ViewTest extends ViewSuite implements OpenSearchViewsFixture {}
