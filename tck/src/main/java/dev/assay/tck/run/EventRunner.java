package dev.assay.tck.run;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.rule.RuleSubject;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The fixture of the runner's own subclasses: that of the run in which they are. */
interface EventRunner extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return fixture().open(realm);
  }

  @Override
  default Backend backend() {
    return fixture().backend();
  }

  @Override
  default EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return fixture().openAt(realm, address, timeout);
  }

  private EventStoreFixture fixture() {
    return Fixtures.of((RuleSubject) this).events().orElseThrow();
  }
}
