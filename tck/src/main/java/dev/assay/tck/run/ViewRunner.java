package dev.assay.tck.run;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.rule.RuleSubject;

/** The fixture of the runner's own subclasses: that of the run in which they are. */
interface ViewRunner extends ViewStoreFixture {

  @Override
  default ViewStore open(Realm realm) {
    return Fixtures.of((RuleSubject) this).views().orElseThrow().open(realm);
  }
}
