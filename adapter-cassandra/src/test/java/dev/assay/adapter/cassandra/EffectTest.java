package dev.assay.adapter.cassandra;

import dev.assay.tck.EffectSuite;

/** Messages for other services come with their events. */
class EffectTest extends EffectSuite implements CassandraEventsFixture {}
