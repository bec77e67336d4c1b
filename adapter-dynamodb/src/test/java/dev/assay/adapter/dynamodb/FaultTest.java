package dev.assay.adapter.dynamodb;

import dev.assay.tck.FaultSuite;

/** A network that fails. */
class FaultTest extends FaultSuite implements DynamoEventsFixture {}
