package dev.assay.adapter.postgres;

import dev.assay.tck.HistorySuite;

/** Histories of concurrent clients. */
class HistoryTest extends HistorySuite implements PostgresEventsFixture {}
