package dev.assay.adapter.dynamodb;

import dev.assay.tck.RestoreSuite;

/** Putting recorded commits back. */
class RestoreTest extends RestoreSuite implements DynamoEventsFixture {}
