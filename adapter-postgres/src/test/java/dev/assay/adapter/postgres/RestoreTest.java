package dev.assay.adapter.postgres;

import dev.assay.tck.RestoreSuite;

/** Putting recorded commits back. */
class RestoreTest extends RestoreSuite implements PostgresEventsFixture {}
