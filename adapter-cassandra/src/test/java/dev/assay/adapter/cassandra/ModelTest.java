package dev.assay.adapter.cassandra;

import dev.assay.tck.ModelSuite;

/** Random sequences of calls on event streams: half as many as certifying takes. */
class ModelTest extends ModelSuite implements CassandraEventsFixture {
  @Override
  protected int oneOf() {
    return 2;
  }
}
