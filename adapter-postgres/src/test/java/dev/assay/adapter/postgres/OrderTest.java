package dev.assay.adapter.postgres;

import dev.assay.tck.OrderSuite;

/** Order along a stream and between streams. */
class OrderTest extends OrderSuite implements PostgresEventsFixture {}
