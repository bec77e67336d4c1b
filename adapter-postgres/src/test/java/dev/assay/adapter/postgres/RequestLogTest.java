package dev.assay.adapter.postgres;

import dev.assay.tck.RequestLogSuite;

/** Requests are recorded before they are processed. */
class RequestLogTest extends RequestLogSuite implements PostgresEventsFixture {}
