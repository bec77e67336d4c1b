package dev.assay.adapter.cassandra;

import dev.assay.tck.ClaimSuite;

/** Claimed keys are unique. */
class ClaimTest extends ClaimSuite implements CassandraEventsFixture {}
