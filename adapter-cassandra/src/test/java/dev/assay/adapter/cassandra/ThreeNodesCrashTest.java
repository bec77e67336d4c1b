package dev.assay.adapter.cassandra;

import dev.assay.tck.CrashSuite;

/** Three nodes, of which one or all are killed: half as often as certifying does. */
class ThreeNodesCrashTest extends CrashSuite implements ThreeNodesFixture {

  @Override
  protected int oneOf() {
    return 2;
  }
}
