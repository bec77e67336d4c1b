package dev.assay.adapter.postgres;

import dev.assay.tck.ViewDataSuite;

/** What the view store says of itself is true, and shows no secret. */
class ViewDataTest extends ViewDataSuite implements PostgresViewsFixture {}
