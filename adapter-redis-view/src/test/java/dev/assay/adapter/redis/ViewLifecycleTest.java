package dev.assay.adapter.redis;

import dev.assay.tck.ViewLifecycleSuite;

/** Runs the kit's rules of opening and closing. */
final class ViewLifecycleTest extends ViewLifecycleSuite implements RedisViewsFixture {}
