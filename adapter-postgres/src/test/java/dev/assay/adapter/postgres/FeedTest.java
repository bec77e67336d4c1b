package dev.assay.adapter.postgres;

import dev.assay.tck.FeedSuite;

/** The feed is complete. */
class FeedTest extends FeedSuite implements PostgresEventsFixture {}
