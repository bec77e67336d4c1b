package dev.assay.example.journal;

import dev.assay.tck.ClaimSuite;
import dev.assay.tck.CommitSuite;
import dev.assay.tck.DataSuite;
import dev.assay.tck.DedupSuite;
import dev.assay.tck.EffectSuite;
import dev.assay.tck.FaultSuite;
import dev.assay.tck.FeedSuite;
import dev.assay.tck.HistorySuite;
import dev.assay.tck.JointSuite;
import dev.assay.tck.LifecycleSuite;
import dev.assay.tck.LockSuite;
import dev.assay.tck.ModelSuite;
import dev.assay.tck.OrderSuite;
import dev.assay.tck.ReadSuite;
import dev.assay.tck.RealmSuite;
import dev.assay.tck.ReplaySuite;
import dev.assay.tck.RequestLogSuite;
import dev.assay.tck.RestoreSuite;
import dev.assay.tck.TruncationSuite;
import org.junit.jupiter.api.Nested;

/**
 * Certifies the journal: one line for each suite. CrashSuite is left out: there is no server that
 * it could kill.
 */
class JournalTest {

  @Nested
  class Claims extends ClaimSuite implements JournalFixture {}

  @Nested
  class Commits extends CommitSuite implements JournalFixture {}

  @Nested
  class Requests extends DedupSuite implements JournalFixture {}

  @Nested
  class Effects extends EffectSuite implements JournalFixture {}

  @Nested
  class Feed extends FeedSuite implements JournalFixture {}

  @Nested
  class Lifecycle extends LifecycleSuite implements JournalFixture {}

  @Nested
  class Locking extends LockSuite implements JournalFixture {}

  @Nested
  class Order extends OrderSuite implements JournalFixture {}

  @Nested
  class Reads extends ReadSuite implements JournalFixture {}

  @Nested
  class Realms extends RealmSuite implements JournalFixture {}

  @Nested
  class Replay extends ReplaySuite implements JournalFixture {}

  @Nested
  class Data extends DataSuite implements JournalFixture {}

  @Nested
  class RequestLogs extends RequestLogSuite implements JournalFixture {}

  @Nested
  class Truncations extends TruncationSuite implements JournalFixture {}

  @Nested
  class JointCommits extends JointSuite implements JournalFixture {}

  @Nested
  class Restorations extends RestoreSuite implements JournalFixture {}

  @Nested
  class Histories extends HistorySuite implements JournalFixture {}

  @Nested
  class Models extends ModelSuite implements JournalFixture {}

  @Nested
  class Faults extends FaultSuite implements JournalFixture {}
}
