package dev.assay.adapter.postgres;

import dev.assay.tck.JointSuite;

/** Commits to several streams. */
class JointTest extends JointSuite implements PostgresEventsFixture {}
