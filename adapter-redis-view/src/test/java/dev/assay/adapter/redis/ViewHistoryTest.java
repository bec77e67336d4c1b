package dev.assay.adapter.redis;

import dev.assay.tck.ViewHistorySuite;

/** Runs the kit's rules of concurrent clients. */
final class ViewHistoryTest extends ViewHistorySuite implements RedisViewsFixture {}
