package dev.assay.adapter.cassandra;

import dev.assay.tck.HistorySuite;

/** Histories of concurrent clients of three nodes. */
class ThreeNodesHistoryTest extends HistorySuite implements ThreeNodesFixture {}
