package dev.assay.adapter.redis;

import dev.assay.tck.ViewFaultSuite;

/** Runs the kit's rules of failing networks. */
final class ViewFaultTest extends ViewFaultSuite implements RedisViewsFixture {}
