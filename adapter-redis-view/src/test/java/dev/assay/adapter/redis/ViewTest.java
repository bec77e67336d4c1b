package dev.assay.adapter.redis;

import dev.assay.tck.ViewSuite;

/** Runs the kit's rules of views. */
final class ViewTest extends ViewSuite implements RedisViewsFixture {}
