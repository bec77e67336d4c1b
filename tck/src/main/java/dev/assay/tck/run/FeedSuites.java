package dev.assay.tck.run;

import dev.assay.tck.ClaimSuite;
import dev.assay.tck.EffectSuite;
import dev.assay.tck.FeedSuite;
import dev.assay.tck.LifecycleSuite;
import dev.assay.tck.OrderSuite;
import dev.assay.tck.RealmSuite;
import dev.assay.tck.ReplaySuite;
import dev.assay.tck.ViewLifecycleSuite;
import dev.assay.tck.ViewRealmSuite;

/**
 * The runner's subclasses of the suites for the feed and what hangs on it, for realms and for the
 * life of a handle.
 */
final class FeedSuites {

  private FeedSuites() {}

  static final class Order extends OrderSuite implements EventRunner {}

  static final class Feed extends FeedSuite implements EventRunner {}

  static final class Claim extends ClaimSuite implements EventRunner {}

  static final class Effect extends EffectSuite implements EventRunner {}

  static final class Realm extends RealmSuite implements EventRunner {}

  static final class Lifecycle extends LifecycleSuite implements EventRunner {}

  static final class Replay extends ReplaySuite implements EventRunner {}

  static final class ViewRealm extends ViewRealmSuite implements ViewRunner {}

  static final class ViewLifecycle extends ViewLifecycleSuite implements ViewRunner {}
}
