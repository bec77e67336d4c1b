package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewHistorySuite;

/** Histories of concurrent clients of views. */
class ViewHistoryTest extends ViewHistorySuite implements OpenSearchViewsFixture {}
