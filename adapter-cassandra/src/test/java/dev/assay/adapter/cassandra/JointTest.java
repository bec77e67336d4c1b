package dev.assay.adapter.cassandra;

import dev.assay.tck.JointSuite;

/** Commits to several streams. */
class JointTest extends JointSuite implements CassandraEventsFixture {}
