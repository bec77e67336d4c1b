package dev.assay.adapter.cassandra;

import dev.assay.tck.FaultSuite;

/** A network that fails before three nodes, of which one may be frozen, at some of the points. */
class ThreeNodesFaultTest extends FaultSuite implements ThreeNodesFixture {

  @Override
  protected int oneOf() {
    return 6;
  }
}
