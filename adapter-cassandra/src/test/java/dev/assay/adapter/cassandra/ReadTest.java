package dev.assay.adapter.cassandra;

import dev.assay.tck.ReadSuite;

/** Reading streams. */
class ReadTest extends ReadSuite implements CassandraEventsFixture {}
