package dev.assay.adapter.cassandra;

import dev.assay.tck.FaultSuite;

/** A network that fails before three nodes, of which one freezes or dies. */
class ThreeNodesFaultTest extends FaultSuite implements ThreeNodesFixture {}
