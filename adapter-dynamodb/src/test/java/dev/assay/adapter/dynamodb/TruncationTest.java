package dev.assay.adapter.dynamodb;

import dev.assay.tck.TruncationSuite;

/** Removing old events. */
class TruncationTest extends TruncationSuite implements DynamoEventsFixture {}
