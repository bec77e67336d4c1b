package dev.assay.adapter.dynamodb;

import dev.assay.tck.DedupSuite;

/** A request is applied once. */
class DedupTest extends DedupSuite implements DynamoEventsFixture {}
