package dev.assay.adapter.dynamodb;

import dev.assay.tck.ViewHistorySuite;

/** Histories of concurrent clients of views. */
class ViewHistoryTest extends ViewHistorySuite implements DynamoViewsFixture {}
