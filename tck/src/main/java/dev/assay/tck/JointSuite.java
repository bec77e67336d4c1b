package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult.ClaimTaken;
import dev.assay.spi.event.CommitResult.Duplicate;
import dev.assay.spi.event.CommitResult.VersionConflict;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Proves that commits to several streams are applied together or not at all. */
@Requires(Capability.JOINT_COMMITS)
public abstract class JointSuite extends EventStoreSuite {

  /** Rounds of racing joint commits in the quick profile. */
  static final int ROUNDS = 25;

  /** Rounds of writing beside a reader in the quick profile. */
  static final int LOOKED_AT = 30;

  private static final int THREADS = 6;
  private static final int PAIRS = 4;

  @Test
  @Rule("JOINT-1")
  void aJointCommitAppliesAllOfItsCommits() {
    // Neither in the order of their names nor of their first writes.
    StreamId b = new StreamId("account", name("b"));
    StreamId c = new StreamId("account", name("c"));
    StreamId a = new StreamId("account", name("a"));
    append(a, 2);
    List<Commit> commits =
        List.of(
            to(b).expecting(ExpectedVersion.noStream()).events(events(1)).build(),
            to(c).responding(Json.of("no event")).effect(new Effect("t", "e", Json.of(1))).build(),
            to(a).expecting(ExpectedVersion.exactly(2)).events(events(3)).build());
    List<Receipt> receipts = committed(together(commits));
    assertThat(receipts).extracting(Receipt::stream).containsExactly(b, c, a);
    assertThat(receipts).extracting(Receipt::before).containsExactly(0L, 0L, 2L);
    assertThat(receipts).extracting(Receipt::after).containsExactly(1L, 0L, 5L);
    List<RecordedCommit> feed = readFeed();
    for (int i = 0; i < commits.size(); i++) {
      assertApplied(commits.get(i), receipts.get(i), feed);
    }
    assertThat(committed(together(List.of(commit(b, ExpectedVersion.exactly(1), 1)))))
        .singleElement()
        .satisfies(receipt -> assertThat(receipt.after()).isEqualTo(2));
  }

  private void assertApplied(Commit commit, Receipt receipt, List<RecordedCommit> feed) {
    assertThat(receipt.request()).isEqualTo(commit.request());
    assertThat(receipt.response()).isEqualTo(commit.response());
    assertThat(store().receipt(commit.stream(), commit.request())).contains(receipt);
    assertThat(
            contents(
                store()
                    .read(commit.stream(), receipt.before() + 1, 100, Direction.FORWARD)
                    .events()))
        .isEqualTo(commit.events());
    assertThat(feed)
        .filteredOn(recorded -> recorded.receipt().equals(receipt))
        .singleElement()
        .satisfies(
            recorded -> {
              assertThat(contents(recorded.events())).isEqualTo(commit.events());
              assertThat(recorded.effects()).isEqualTo(commit.effects());
            });
  }

  @Test
  @Rule("JOINT-2")
  void aVersionConflictRefusesAll() {
    for (int index = 0; index < 3; index++) {
      List<Commit> commits = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Effect effect = new Effect("mail", "send", Json.of(i));
        commits.add(to(stream()).events(events(1)).effect(effect).build());
      }
      StreamId stream = commits.get(index).stream();
      append(stream, 2);
      List<Commit> refused = new ArrayList<>(commits);
      refused.set(index, expecting(commits.get(index), ExpectedVersion.exactly(1)));
      List<RecordedCommit> before = readFeed();
      assertThat(together(refused))
          .isEqualTo(new JointResult.Refused(index, new VersionConflict(2)));
      assertNothingLeft(refused, stream, 2);
      assertThat(readFeed()).isEqualTo(before);
      assertThat(committed(together(commits))).hasSize(3);
    }
  }

  private void assertNothingLeft(List<Commit> commits, StreamId written, long head) {
    for (Commit commit : commits) {
      assertThat(head(commit.stream())).isEqualTo(commit.stream().equals(written) ? head : 0);
      assertThat(store().receipt(commit.stream(), commit.request())).isEmpty();
    }
  }

  @Test
  @Rule("JOINT-3")
  @Requires(Capability.CLAIMS)
  void aClaimThatIsTakenRefusesAll() {
    Claim key = new Claim("email", name("ada"));
    StreamId holder = stream();
    committed(store().commit(to(holder).claim(key).build()));
    Commit releases = to(holder).events(events(1)).release(key).build();
    Commit claims = to(stream()).events(events(1)).claim(key).build();
    Commit other = to(stream()).events(events(1)).claim(new Claim("email", name("new"))).build();
    assertRefusedByClaim(List.of(other, claims), 1, key, holder);
    assertRefusedByClaim(List.of(claims, releases), 0, key, holder);
    assertRefusedByClaim(List.of(releases, other, claims), 2, key, holder);
    assertThat(capability(Claims.class).holder(other.claims().get(0))).isEmpty();
    assertThat(committed(together(List.of(releases, other)))).hasSize(2);
    assertThat(capability(Claims.class).holder(key)).isEmpty();
    assertThat(capability(Claims.class).holder(other.claims().get(0))).contains(other.stream());
    assertThat(committed(together(List.of(claims)))).hasSize(1);
  }

  private void assertRefusedByClaim(List<Commit> commits, int index, Claim key, StreamId holder) {
    assertThat(together(commits))
        .isEqualTo(new JointResult.Refused(index, new ClaimTaken(key, holder)));
    assertNothingLeft(commits, holder, 0);
    assertThat(capability(Claims.class).holder(key)).contains(holder);
  }

  @Test
  @Rule("JOINT-4")
  void repeatedJointCommitsAreDuplicates() {
    List<Commit> commits =
        List.of(
            commit(stream(), ExpectedVersion.noStream(), 1),
            commit(stream(), ExpectedVersion.noStream(), 0),
            commit(stream(), ExpectedVersion.noStream(), 2));
    List<Receipt> receipts = committed(together(commits));
    append(commits.get(0).stream(), 1);
    List<RecordedCommit> before = readFeed();
    assertThat(together(commits)).isEqualTo(new JointResult.Duplicate(receipts));
    for (int i = 0; i < commits.size(); i++) {
      assertThat(duplicate(store().commit(commits.get(i)))).isEqualTo(receipts.get(i));
    }
    assertThat(readFeed()).isEqualTo(before);
  }

  @Test
  @Rule("JOINT-4")
  void requestsOfWhichSomeWereAppliedAreRefused() {
    Commit fresh = commit(stream(), ExpectedVersion.any(), 1);
    Commit stale = commit(stream(), ExpectedVersion.exactly(7), 1);
    Commit applied = commit(stream(), ExpectedVersion.any(), 1);
    Receipt receipt = committed(store().commit(applied));
    Duplicate duplicate = new Duplicate(receipt);
    assertThat(together(List.of(applied, fresh))).isEqualTo(new JointResult.Refused(0, duplicate));
    assertThat(together(List.of(fresh, applied))).isEqualTo(new JointResult.Refused(1, duplicate));
    assertThat(together(List.of(stale, applied, fresh)))
        .as("duplicates come before versions")
        .isEqualTo(new JointResult.Refused(1, duplicate));
    assertThat(head(fresh.stream())).isZero();
    assertThat(head(applied.stream())).isEqualTo(1);
    assertThat(committed(store().commit(fresh)).after()).isEqualTo(1);
  }

  @Test
  @Rule("JOINT-5")
  void readersNeverSeeAPart() {
    StreamId a = stream();
    StreamId b = stream();
    EventStore elsewhere = another();
    int writes = 0;
    int reads = 0;
    for (int round = 0; round < pick(LOOKED_AT, 200); round++) {
      ReadsBesideWrites.Counts counts = readBesideJointCommits(elsewhere, a, b);
      writes += counts.writes();
      reads += counts.reads();
    }
    evidence("joint commits", writes);
    evidence("reads", reads);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final ReadsBesideWrites.Counts readBesideJointCommits(
      EventStore elsewhere, StreamId a, StreamId b) {
    AtomicInteger turn = new AtomicInteger();
    return ReadsBesideWrites.run(
        PAIRS,
        () -> writeBoth(a, b, turn.getAndIncrement()),
        () -> {
          assertNotBehind(elsewhere, a, b);
          assertNotBehind(elsewhere, b, a);
        });
  }

  private void writeBoth(StreamId a, StreamId b, int turn) {
    ExpectedVersion any = ExpectedVersion.any();
    List<Commit> pair = List.of(commit(a, any, 1), commit(b, any, 1));
    committed(together(turn % 2 == 0 ? pair : List.of(pair.get(1), pair.get(0))));
  }

  // Whoever sees a commit on one stream must see its other part in every later read.
  private static void assertNotBehind(EventStore handle, StreamId first, StreamId then) {
    long seen = handle.read(first, 1, 0, Direction.FORWARD).head();
    long other = handle.read(then, 1, 0, Direction.FORWARD).head();
    assertThat(other)
        .as("version of %s after %s was seen at %d", then, first, seen)
        .isGreaterThanOrEqualTo(seen);
  }

  @Test
  @Rule("JOINT-6")
  void oppositeOrdersDoNotDeadlock() {
    StreamId a = stream();
    StreamId b = stream();
    int rounds = pick(20, 100);
    for (int round = 0; round < rounds; round++) {
      List<Outcome<JointResult>> outcomes =
          Race.of(THREADS)
              .run(
                  i -> {
                    List<Commit> pair = pair(a, b, ExpectedVersion.any());
                    return together(i % 2 == 0 ? pair : List.of(pair.get(1), pair.get(0)));
                  });
      outcomes.forEach(outcome -> committed(outcome.value()));
    }
    assertThat(head(a)).isEqualTo((long) THREADS * rounds);
    assertThat(head(b)).isEqualTo((long) THREADS * rounds);
    evidence("rounds", rounds);
  }

  @Test
  @Rule("JOINT-7")
  void exactlyOneRacingJointCommitWins() {
    int rounds = pick(ROUNDS, 100);
    List<EventStore> handles = List.of(store(), another());
    StreamId shared = stream();
    for (int round = 0; round < rounds; round++) {
      raceTogether(handles, shared);
    }
    evidence("rounds", rounds);
    evidence("threads", THREADS);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void raceTogether(List<EventStore> handles, StreamId shared) {
    long version = head(shared);
    List<List<Commit>> racing = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Commit own = commit(stream(), ExpectedVersion.noStream(), 1);
      racing.add(List.of(own, commit(shared, ExpectedVersion.exactly(version), 1)));
    }
    List<Outcome<JointResult>> outcomes =
        Race.of(THREADS).run(i -> together(handles.get(i % 2), racing.get(i)));
    int winners = 0;
    for (int i = 0; i < THREADS; i++) {
      boolean won = outcomes.get(i).value() instanceof JointResult.Committed;
      winners += won ? 1 : 0;
      if (!won) {
        assertThat(outcomes.get(i).value())
            .isEqualTo(new JointResult.Refused(1, new VersionConflict(version + 1)));
      }
      assertThat(head(racing.get(i).get(0).stream())).isEqualTo(won ? 1 : 0);
    }
    assertThat(winners).as("winners of one round").isEqualTo(1);
    assertThat(head(shared)).isEqualTo(version + 1);
  }

  @Test
  @Rule("JOINT-8")
  void malformedJointCommitsAreRefused() {
    StreamId twice = stream();
    StreamId once = stream();
    List<Commit> repeated =
        List.of(
            commit(once, ExpectedVersion.any(), 1),
            commit(twice, ExpectedVersion.any(), 1),
            commit(twice, ExpectedVersion.any(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> together(repeated));
    assertThatIllegalArgumentException().isThrownBy(() -> together(List.of()));
    assertNothingLeft(repeated, twice, 0);
  }

  private List<Commit> pair(StreamId a, StreamId b, ExpectedVersion expected) {
    return List.of(commit(a, expected, 1), commit(b, expected, 1));
  }

  private static Commit expecting(Commit commit, ExpectedVersion expected) {
    return Commit.to(commit.stream(), commit.request())
        .expecting(expected)
        .events(commit.events())
        .effect(commit.effects().get(0))
        .build();
  }

  private JointResult together(List<Commit> commits) {
    return together(store(), commits);
  }

  private JointResult together(EventStore handle, List<Commit> commits) {
    return capability(JointCommits.class, handle).commitTogether(commits);
  }

  private static List<Receipt> committed(JointResult result) {
    assertThat(result).isInstanceOf(JointResult.Committed.class);
    return ((JointResult.Committed) result).receipts();
  }
}
