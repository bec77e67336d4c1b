package dev.assay.adapter.postgres;

import dev.assay.tck.ViewSuite;

/** Views under the revision rule. */
class ViewTest extends ViewSuite implements PostgresViewsFixture {}
