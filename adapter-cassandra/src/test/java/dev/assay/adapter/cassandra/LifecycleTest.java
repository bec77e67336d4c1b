package dev.assay.adapter.cassandra;

import dev.assay.tck.LifecycleSuite;

/** Opening, closing, reopening. */
class LifecycleTest extends LifecycleSuite implements CassandraEventsFixture {}
