package dev.assay.adapter.redis;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.ViewCrashSuite;

/** Runs the kit's rules of killed servers, on a server of their own. */
final class ViewCrashTest extends ViewCrashSuite implements RedisViewsFixture {

  @Override
  public ViewStore open(Realm realm) {
    return CrashServer.normal().views(realm);
  }

  @Override
  public Backend backend() {
    return CrashServer.normal().backend();
  }
}
