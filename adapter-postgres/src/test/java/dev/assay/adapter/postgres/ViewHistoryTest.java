package dev.assay.adapter.postgres;

import dev.assay.tck.ViewHistorySuite;

/** Histories of concurrent clients of views. */
class ViewHistoryTest extends ViewHistorySuite implements PostgresViewsFixture {}
