package dev.assay.adapter.postgres;

import dev.assay.tck.FaultSuite;

/** A network that fails. */
class FaultTest extends FaultSuite implements PostgresEventsFixture {}
