package dev.assay.tck.run;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.rule.RuleSubject;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The fixture of the runner's own subclasses: that of the run in which they are. */
interface ViewRunner extends ViewStoreFixture {

  @Override
  default ViewStore open(Realm realm) {
    return fixture().open(realm);
  }

  @Override
  default Backend backend() {
    return fixture().backend();
  }

  @Override
  default ViewStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return fixture().openAt(realm, address, timeout);
  }

  private ViewStoreFixture fixture() {
    return Fixtures.of((RuleSubject) this).views().orElseThrow();
  }
}
