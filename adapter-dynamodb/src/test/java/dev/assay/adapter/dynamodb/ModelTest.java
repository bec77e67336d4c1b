package dev.assay.adapter.dynamodb;

import dev.assay.tck.ModelSuite;

/** Random sequences of calls on event streams. */
class ModelTest extends ModelSuite implements DynamoEventsFixture {}
