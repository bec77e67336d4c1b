package dev.assay.adapter.cassandra;

import dev.assay.tck.FaultSuite;

/** A network that fails. */
class FaultTest extends FaultSuite implements CassandraEventsFixture {}
