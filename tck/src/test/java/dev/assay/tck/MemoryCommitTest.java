package dev.assay.tck;

/** Shows that a suite runs as the author of an adapter writes it down: in one line. */
class MemoryCommitTest extends CommitSuite implements MemoryFixture {}
