package dev.assay.adapter.cassandra;

import dev.assay.tck.OrderSuite;

/** Order along a stream and between streams. */
class OrderTest extends OrderSuite implements CassandraEventsFixture {}
