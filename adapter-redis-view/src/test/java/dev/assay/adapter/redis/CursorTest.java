package dev.assay.adapter.redis;

import dev.assay.tck.CursorSuite;

/** Runs the kit's rules of stored cursors. */
final class CursorTest extends CursorSuite implements RedisViewsFixture {}
