package dev.assay.adapter.dynamodb;

import dev.assay.tck.OrderSuite;

/** Order along a stream and between streams. */
class OrderTest extends OrderSuite implements DynamoEventsFixture {}
