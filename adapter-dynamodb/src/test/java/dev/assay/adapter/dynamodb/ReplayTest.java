package dev.assay.adapter.dynamodb;

import dev.assay.tck.ReplaySuite;

/** Folding gives the same state every time. */
class ReplayTest extends ReplaySuite implements DynamoEventsFixture {}
