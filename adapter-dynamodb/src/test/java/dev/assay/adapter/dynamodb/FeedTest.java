package dev.assay.adapter.dynamodb;

import dev.assay.tck.FeedSuite;

/** The feed is complete. */
class FeedTest extends FeedSuite implements DynamoEventsFixture {}
