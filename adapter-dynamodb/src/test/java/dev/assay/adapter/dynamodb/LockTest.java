package dev.assay.adapter.dynamodb;

import dev.assay.tck.LockSuite;

/** Optimistic locking. */
class LockTest extends LockSuite implements DynamoEventsFixture {}
