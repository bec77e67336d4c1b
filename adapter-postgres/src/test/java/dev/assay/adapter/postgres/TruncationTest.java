package dev.assay.adapter.postgres;

import dev.assay.tck.TruncationSuite;

/** Removing old events. */
class TruncationTest extends TruncationSuite implements PostgresEventsFixture {}
