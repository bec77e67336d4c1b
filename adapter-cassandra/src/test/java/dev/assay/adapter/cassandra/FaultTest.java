package dev.assay.adapter.cassandra;

import dev.assay.tck.FaultSuite;

/**
 * A network that fails, at half of the points that certifying visits, for three nodes are met by it
 * too.
 */
class FaultTest extends FaultSuite implements CassandraEventsFixture {
  @Override
  protected int oneOf() {
    return 2;
  }
}
