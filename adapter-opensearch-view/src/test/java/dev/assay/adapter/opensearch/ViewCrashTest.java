package dev.assay.adapter.opensearch;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.ViewCrashSuite;

/** Views on a server that is killed. */
class ViewCrashTest extends ViewCrashSuite {

  @Override
  public ViewStore open(Realm realm) {
    return CrashServer.views(realm);
  }

  @Override
  public Backend backend() {
    return CrashServer.backend();
  }
}
