package dev.assay.adapter.cassandra;

import dev.assay.tck.FeedSuite;

/** The feed is complete. */
class FeedTest extends FeedSuite implements CassandraEventsFixture {}
