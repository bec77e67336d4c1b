package dev.assay.adapter.cassandra;

import dev.assay.tck.RequestLogSuite;

/** The log of requests. */
class RequestLogTest extends RequestLogSuite implements CassandraEventsFixture {}
