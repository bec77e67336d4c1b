package dev.assay.adapter.redis;

import dev.assay.tck.ViewDataSuite;

/** Runs the kit's rules of data for views. */
final class ViewDataTest extends ViewDataSuite implements RedisViewsFixture {}
