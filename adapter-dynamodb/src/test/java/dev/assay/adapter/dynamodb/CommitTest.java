package dev.assay.adapter.dynamodb;

import dev.assay.tck.CommitSuite;

/** Commits are atomic and dense. */
class CommitTest extends CommitSuite implements DynamoEventsFixture {}
