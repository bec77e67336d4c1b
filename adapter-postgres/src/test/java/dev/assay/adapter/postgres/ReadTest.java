package dev.assay.adapter.postgres;

import dev.assay.tck.ReadSuite;

/** Reading streams. */
class ReadTest extends ReadSuite implements PostgresEventsFixture {}
