package dev.assay.adapter.cassandra;

import dev.assay.tck.CrashSuite;

/** Three nodes, of which one or all are killed. */
class ThreeNodesCrashTest extends CrashSuite implements ThreeNodesFixture {}
