package dev.assay.adapter.dynamodb;

import dev.assay.tck.HistorySuite;

/** Histories of concurrent clients. */
class HistoryTest extends HistorySuite implements DynamoEventsFixture {}
