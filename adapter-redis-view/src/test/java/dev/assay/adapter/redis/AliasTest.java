package dev.assay.adapter.redis;

import dev.assay.tck.AliasSuite;

/** Runs the kit's rules of names. */
final class AliasTest extends AliasSuite implements RedisViewsFixture {}
