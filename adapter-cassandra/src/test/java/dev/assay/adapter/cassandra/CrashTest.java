package dev.assay.adapter.cassandra;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.CrashSuite;

/**
 * Event streams on a server that is killed: half as often as certifying does, for three nodes are
 * too.
 */
class CrashTest extends CrashSuite {

  @Override
  public EventStore open(Realm realm) {
    return TestServer.crashing().open(realm);
  }

  @Override
  public Backend backend() {
    return TestServer.crashing().backend();
  }

  @Override
  protected int oneOf() {
    return 2;
  }
}
