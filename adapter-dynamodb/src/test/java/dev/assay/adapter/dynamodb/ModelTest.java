package dev.assay.adapter.dynamodb;

import dev.assay.tck.ModelSuite;

/** Random sequences of calls on event streams: half as many as certifying takes. */
class ModelTest extends ModelSuite implements DynamoEventsFixture {
  @Override
  protected int oneOf() {
    return 2;
  }
}
