package dev.assay.adapter.dynamodb;

import dev.assay.tck.ClaimSuite;

/** Claimed keys are unique. */
class ClaimTest extends ClaimSuite implements DynamoEventsFixture {}
