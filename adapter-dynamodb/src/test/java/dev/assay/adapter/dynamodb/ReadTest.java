package dev.assay.adapter.dynamodb;

import dev.assay.tck.ReadSuite;

/** Reading streams. */
class ReadTest extends ReadSuite implements DynamoEventsFixture {}
