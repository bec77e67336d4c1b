package dev.assay.adapter.dynamodb;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.CrashSuite;

/** Event streams on a server that is killed: half as often as certifying does. */
class CrashTest extends CrashSuite {

  @Override
  public EventStore open(Realm realm) {
    return CrashServer.normal().events(realm);
  }

  @Override
  public Backend backend() {
    return CrashServer.normal().backend();
  }

  @Override
  protected int oneOf() {
    return 2;
  }
}
