package dev.assay.adapter.redis;

import dev.assay.tck.ViewModelSuite;

/** Runs the kit's random sequences. */
final class ViewModelTest extends ViewModelSuite implements RedisViewsFixture {}
