package dev.assay.adapter.postgres;

import dev.assay.tck.EffectSuite;

/** Messages for other services come with their events. */
class EffectTest extends EffectSuite implements PostgresEventsFixture {}
