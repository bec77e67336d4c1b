package dev.assay.adapter.cassandra;

import dev.assay.tck.CommitSuite;

/** Commits are atomic and dense. */
class CommitTest extends CommitSuite implements CassandraEventsFixture {}
