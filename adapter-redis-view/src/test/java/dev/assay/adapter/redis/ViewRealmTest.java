package dev.assay.adapter.redis;

import dev.assay.tck.ViewRealmSuite;

/** Runs the kit's rules of realms. */
final class ViewRealmTest extends ViewRealmSuite implements RedisViewsFixture {}
