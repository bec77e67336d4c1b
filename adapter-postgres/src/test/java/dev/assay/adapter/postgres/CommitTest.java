package dev.assay.adapter.postgres;

import dev.assay.tck.CommitSuite;

/** Commits are atomic and dense. */
class CommitTest extends CommitSuite implements PostgresEventsFixture {}
