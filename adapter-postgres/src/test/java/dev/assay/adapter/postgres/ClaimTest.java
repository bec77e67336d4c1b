package dev.assay.adapter.postgres;

import dev.assay.tck.ClaimSuite;

/** Claimed keys are unique. */
class ClaimTest extends ClaimSuite implements PostgresEventsFixture {}
