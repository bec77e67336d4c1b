package dev.assay.adapter.dynamodb;

import dev.assay.tck.JointSuite;

/** Commits to several streams. */
class JointTest extends JointSuite implements DynamoEventsFixture {}
