package dev.assay.adapter.cassandra;

import dev.assay.tck.DataSuite;

/** Fidelity, limits and the declaration of the event store. */
class DataTest extends DataSuite implements CassandraEventsFixture {}
