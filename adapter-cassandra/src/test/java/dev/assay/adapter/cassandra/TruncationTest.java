package dev.assay.adapter.cassandra;

import dev.assay.tck.TruncationSuite;

/** Removing old events. */
class TruncationTest extends TruncationSuite implements CassandraEventsFixture {}
