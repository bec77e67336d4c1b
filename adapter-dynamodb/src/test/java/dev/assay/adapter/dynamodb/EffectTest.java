package dev.assay.adapter.dynamodb;

import dev.assay.tck.EffectSuite;

/** Messages for other services come with their events. */
class EffectTest extends EffectSuite implements DynamoEventsFixture {}
