package dev.assay.adapter.redis;

import dev.assay.tck.SearchSuite;

/** Proves that searches, which are not declared, are refused. */
final class SearchTest extends SearchSuite implements RedisViewsFixture {}
