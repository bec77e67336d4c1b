package dev.assay.adapter.cassandra;

import dev.assay.tck.RestoreSuite;

/** Putting recorded commits back. */
class RestoreTest extends RestoreSuite implements CassandraEventsFixture {}
