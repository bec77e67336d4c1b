package dev.assay.tck.run;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.rule.RuleSubject;

/** The fixture of the runner's own subclasses: that of the run in which they are. */
interface EventRunner extends EventStoreFixture {

  @Override
  default EventStore open(Realm realm) {
    return Fixtures.of((RuleSubject) this).events().orElseThrow().open(realm);
  }
}
