package dev.assay.adapter.postgres;

import dev.assay.tck.DedupSuite;

/** A request is applied once. */
class DedupTest extends DedupSuite implements PostgresEventsFixture {}
