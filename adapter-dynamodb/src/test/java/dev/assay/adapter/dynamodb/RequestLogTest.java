package dev.assay.adapter.dynamodb;

import dev.assay.tck.RequestLogSuite;

/** The log of requests. */
class RequestLogTest extends RequestLogSuite implements DynamoEventsFixture {}
