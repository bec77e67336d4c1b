package dev.assay.adapter.dynamodb;

import dev.assay.tck.LifecycleSuite;

/** Opening, closing, reopening. */
class LifecycleTest extends LifecycleSuite implements DynamoEventsFixture {}
