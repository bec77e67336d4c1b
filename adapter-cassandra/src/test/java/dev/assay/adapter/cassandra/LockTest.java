package dev.assay.adapter.cassandra;

import dev.assay.tck.LockSuite;

/** Optimistic locking. */
class LockTest extends LockSuite implements CassandraEventsFixture {}
