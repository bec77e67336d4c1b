package dev.assay.adapter.postgres;

import dev.assay.tck.ViewDataSuite;

/** The declaration of the view store. */
class ViewDataTest extends ViewDataSuite implements PostgresViewsFixture {}
