package dev.assay.adapter.postgres;

import dev.assay.tck.ViewLifecycleSuite;

/** Opening, closing and reopening view stores. */
class ViewLifecycleTest extends ViewLifecycleSuite implements PostgresViewsFixture {}
