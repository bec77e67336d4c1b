package dev.assay.adapter.cassandra;

import dev.assay.tck.HistorySuite;

/** Histories of concurrent clients. */
class HistoryTest extends HistorySuite implements CassandraEventsFixture {}
