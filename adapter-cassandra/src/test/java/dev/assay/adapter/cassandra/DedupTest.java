package dev.assay.adapter.cassandra;

import dev.assay.tck.DedupSuite;

/** A request is applied once. */
class DedupTest extends DedupSuite implements CassandraEventsFixture {}
