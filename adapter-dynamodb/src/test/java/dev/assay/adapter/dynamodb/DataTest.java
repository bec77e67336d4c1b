package dev.assay.adapter.dynamodb;

import dev.assay.tck.DataSuite;

/** Fidelity, limits and the declaration of the event store. */
class DataTest extends DataSuite implements DynamoEventsFixture {}
