package dev.assay.adapter.postgres;

import dev.assay.tck.LifecycleSuite;

/** Opening, closing, reopening. */
class LifecycleTest extends LifecycleSuite implements PostgresEventsFixture {}
