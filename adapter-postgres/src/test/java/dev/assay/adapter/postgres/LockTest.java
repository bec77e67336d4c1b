package dev.assay.adapter.postgres;

import dev.assay.tck.LockSuite;

/** Optimistic locking. */
class LockTest extends LockSuite implements PostgresEventsFixture {}
