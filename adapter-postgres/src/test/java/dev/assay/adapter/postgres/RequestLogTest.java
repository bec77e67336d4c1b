package dev.assay.adapter.postgres;

import dev.assay.tck.RequestLogSuite;

/** The log of requests. */
class RequestLogTest extends RequestLogSuite implements PostgresEventsFixture {}
