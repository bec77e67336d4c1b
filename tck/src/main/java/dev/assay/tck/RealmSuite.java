package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.Json;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules about tenants that share a backend, for event stores. */
public abstract class RealmSuite extends EventStoreSuite {

  private static final int PAGE = 100;

  /** For the subclass that names the fixture. */
  protected RealmSuite() {}

  @Test
  @Rule("REALM-1")
  void streamsAndReceiptsAreApart() {
    EventStore elsewhere = handle(newRealm());
    StreamId stream = stream();
    Commit commit = commit(stream, ExpectedVersion.noStream(), 2);
    Receipt here = committed(store().commit(commit));
    assertThat(elsewhere.receipt(stream, commit.request())).as("receipt elsewhere").isEmpty();
    assertThat(elsewhere.read(stream, 1, PAGE, Direction.FORWARD).head()).isZero();
    assertThat(readAll(elsewhere, stream)).as("events elsewhere").isEmpty();
    Commit same = Commit.to(stream, commit.request()).events(events(1)).build();
    Receipt there = committed(elsewhere.commit(same));
    assertThat(there.after()).as("version elsewhere").isEqualTo(1);
    assertThat(contents(readAll(stream))).isEqualTo(commit.events());
    assertThat(contents(readAll(elsewhere, stream))).isEqualTo(same.events());
    assertThat(store().receipt(stream, commit.request())).contains(here);
    assertThat(elsewhere.receipt(stream, commit.request())).contains(there);
    assertThat(store().commit(commit)).isEqualTo(new CommitResult.Duplicate(here));
  }

  @Test
  @Rule("REALM-1")
  void manyCommitsInOneCallAreApart() {
    EventStore elsewhere = handle(newRealm());
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      commits.add(commit(stream(), ExpectedVersion.noStream(), 1));
    }
    store().commitAll(commits).forEach(EventStoreSuite::committed);
    elsewhere.commitAll(commits).forEach(EventStoreSuite::committed);
    store().commitAll(commits).forEach(EventStoreSuite::duplicate);
  }

  @Test
  @Rule("REALM-2")
  void feedsAreApart() {
    EventStore elsewhere = handle(newRealm());
    List<StreamId> streams = List.of(stream(), stream(), stream());
    List<Receipt> here = new ArrayList<>();
    List<Receipt> there = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      StreamId stream = streams.get(i % 3);
      there.add(append(elsewhere, stream, i % 2));
      there.add(append(elsewhere, stream, 1));
      here.add(append(stream, (i + 1) % 2));
    }
    for (int max : new int[] {1, 4, PAGE}) {
      Feeds.assertComplete(Feeds.receipts(Feeds.all(store(), max)), here);
      Feeds.assertComplete(Feeds.receipts(Feeds.all(elsewhere, max)), there);
    }
  }

  @Test
  @Rule("REALM-2")
  void theEndOfAFeedIsThatOfItsRealm() {
    EventStore elsewhere = handle(newRealm());
    append(elsewhere, stream(), 1);
    Map<Integer, Cursor> ends = ends(store());
    append(elsewhere, stream(), 1);
    Receipt receipt = append(stream(), 1);
    append(elsewhere, stream(), 1);
    assertThat(readFrom(store(), ends)).containsExactly(receipt);
  }

  @Test
  @Rule("REALM-3")
  @Requires(Capability.CLAIMS)
  void claimsAreApart() {
    EventStore elsewhere = handle(newRealm());
    Claim claim = new Claim("email", "ada@example.org");
    StreamId here = stream();
    committed(store().commit(to(here).claim(claim).build()));
    assertThat(capability(Claims.class, elsewhere).holder(claim)).as("holder there").isEmpty();
    StreamId there = stream();
    committed(elsewhere.commit(to(there).claim(claim).build()));
    assertThat(capability(Claims.class).holder(claim)).contains(here);
    committed(elsewhere.commit(to(there).release(claim).build()));
    assertThat(capability(Claims.class).holder(claim)).contains(here);
    assertThat(capability(Claims.class, elsewhere).holder(claim)).as("holder there").isEmpty();
  }

  @Test
  @Rule("REALM-4")
  @Requires(Capability.REQUEST_LOG)
  void requestLogsAreApart() {
    EventStore elsewhere = handle(newRealm());
    RequestLog here = capability(RequestLog.class);
    RequestLog there = capability(RequestLog.class, elsewhere);
    Request request = new Request(stream(), request(), "session", Json.of("here"));
    here.record(request);
    assertNotLogged(there, request);
    assertThat(there.fail(request.stream(), request.request(), "broken")).isFalse();
    Request same = new Request(request.stream(), request.request(), "session", Json.of("there"));
    assertThat(there.record(same).received()).as("times received there").isEqualTo(1);
    assertThat(there.fail(request.stream(), request.request(), "broken")).isTrue();
    append(elsewhere, request.stream(), 1);
    committed(elsewhere.commit(Commit.to(request.stream(), request.request()).build()));
    LoggedRequest logged = here.find(request.stream(), request.request()).orElseThrow();
    assertThat(logged.request()).isEqualTo(request);
    assertThat(logged.received()).isEqualTo(1);
    assertThat(logged.error()).as("error here").isEmpty();
    assertThat(logged.receipt()).as("receipt here").isEmpty();
    assertThat(here.pending(Optional.empty(), PAGE).items()).containsExactly(logged);
    assertThat(here.findByInteraction("session", Optional.empty(), PAGE).items())
        .containsExactly(logged);
    assertThat(there.pending(Optional.empty(), PAGE).items()).as("pending there").isEmpty();
  }

  @Test
  @Rule("REALM-5")
  void realmNamesAreComparedByCodePoint() {
    List<Realm> realms = LookAlikes.realms(newRealm());
    Commit.Builder commit = to(stream());
    StreamId stream = commit.build().stream();
    Map<Realm, Commit> commits = new HashMap<>();
    for (Realm realm : realms) {
      Commit own = Commit.to(stream, commit.build().request()).events(events(1)).build();
      commits.put(realm, own);
      try (EventStore handle = open(realm)) {
        assertThat(handle.realm()).isEqualTo(realm);
        committed(handle.commit(own));
      }
    }
    commits.forEach((realm, own) -> assertHoldsOnly(realm, own));
  }

  @Test
  @Rule("REALM-6")
  void aDroppedRealmIsEmptyForEveryHandle() {
    EventStore other = another();
    StreamId stream = stream();
    Commit first = commit(stream, ExpectedVersion.noStream(), 3);
    committed(store().commit(first));
    append(other, stream, 1);
    append(other, stream(), 1);
    Feeds.all(store());
    store().dropRealm();
    for (EventStore handle : List.of(store(), other, another())) {
      assertEmpty(handle, first);
    }
    Receipt again = committed(other.commit(first));
    assertThat(again.before()).as("version before the first commit after the drop").isZero();
    assertThat(Feeds.receipts(Feeds.all(store()))).containsExactly(again);
    assertThat(contents(readAll(store(), stream))).isEqualTo(first.events());
    assertThat(store().commit(first)).isEqualTo(new CommitResult.Duplicate(again));
  }

  @Test
  @Rule("REALM-7")
  void droppingARealmLeavesTheOthersAlone() {
    Realm dropped = newRealm();
    StreamId stream = stream();
    Map<EventStore, Receipt> others = new HashMap<>();
    for (Realm realm : neighbours(dropped)) {
      EventStore handle = handle(realm);
      others.put(handle, append(handle, stream, 2));
    }
    EventStore doomed = handle(dropped);
    append(doomed, stream, 1);
    doomed.dropRealm();
    others.forEach(
        (handle, receipt) -> {
          assertThat(readAll(handle, stream)).as("events of %s", handle.realm()).hasSize(2);
          assertThat(handle.receipt(stream, receipt.request())).contains(receipt);
          assertThat(Feeds.receipts(Feeds.all(handle))).containsExactly(receipt);
          assertThat(append(handle, stream, 1).before()).isEqualTo(2);
        });
  }

  @Test
  @Rule("REALM-8")
  void cursorsFromBeforeADropSkipNothing() {
    EventStore other = another();
    StreamId stream = stream();
    List<Map<Integer, Cursor>> cursors = new ArrayList<>();
    for (int drop = 0; drop < 3; drop++) {
      for (int i = 0; i < 10 - 3 * drop; i++) {
        append(stream, 1);
        append(stream(), 0);
      }
      cursors.add(Feeds.ends(store()));
      cursors.add(ends(other));
      store().dropRealm();
      cursors.add(ends(store()));
    }
    List<Receipt> after = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      after.add(append(other, i == 0 ? stream : stream(), 1));
    }
    for (Map<Integer, Cursor> before : cursors) {
      assertThat(readFrom(store(), before))
          .as("commits after the drop, behind %s", before)
          .containsExactlyInAnyOrderElementsOf(after);
    }
  }

  @Test
  @Rule("REALM-8")
  void aReaderThatWaitsDuringADropSkipsNothing() throws InterruptedException {
    StreamId stream = stream();
    int partition = append(stream, 1).position().partition();
    Cursor end = Feeds.end(store(), partition);
    Duration wait = Duration.ofSeconds(30);
    EventStore reader = another();
    InFlight<FeedSlice> waiting =
        InFlight.blocked(
            "A read that waits during a drop", () -> reader.feed(partition, end, 10, wait));
    store().dropRealm();
    Receipt receipt = append(stream, 1);
    FeedSlice slice = waiting.outcome(Feeds.patience(store()).plus(wait)).value();
    List<Receipt> seen = new ArrayList<>(Feeds.receipts(slice.commits()));
    seen.addAll(Feeds.receipts(Feeds.toEnd(reader, partition, slice.next())));
    assertThat(seen).containsExactly(receipt);
  }

  @Test
  @Rule("REALM-9")
  @Requires(Capability.CLAIMS)
  void aDropFreesClaims() {
    Claim claim = new Claim("email", "ada@example.org");
    EventStore other = another();
    committed(store().commit(to(stream()).claim(claim).build()));
    store().dropRealm();
    assertThat(capability(Claims.class, other).holder(claim)).as("holder").isEmpty();
    StreamId stream = stream();
    committed(other.commit(to(stream).claim(claim).build()));
    assertThat(capability(Claims.class).holder(claim)).contains(stream);
  }

  @Test
  @Rule("REALM-10")
  @Requires(Capability.REQUEST_LOG)
  void aDropEmptiesTheRequestLog() {
    EventStore other = another();
    Request request = new Request(stream(), request(), "session", Json.of("body"));
    capability(RequestLog.class).record(request);
    capability(RequestLog.class).record(request);
    capability(RequestLog.class).fail(request.stream(), request.request(), "broken");
    store().dropRealm();
    assertNotLogged(capability(RequestLog.class, other), request);
    LoggedRequest again = capability(RequestLog.class, other).record(request);
    assertThat(again.received()).as("times received after the drop").isEqualTo(1);
    assertThat(again.error()).as("error after the drop").isEmpty();
  }

  @Test
  @Rule("REALM-11")
  @Requires(Capability.TRUNCATION)
  void truncationIsApart() {
    EventStore elsewhere = handle(newRealm());
    StreamId stream = stream();
    append(stream, 1);
    append(stream, 1);
    List<Receipt> there = List.of(append(elsewhere, stream, 1), append(elsewhere, stream, 1));
    assertThat(capability(Truncation.class).truncate(stream, Long.MAX_VALUE)).isEqualTo(3);
    StreamSlice slice = elsewhere.read(stream, 1, PAGE, Direction.FORWARD);
    assertThat(slice.events()).as("events there").hasSize(2);
    assertThat(slice.firstRetained()).as("first retained version there").isEqualTo(1);
    for (Receipt receipt : there) {
      assertThat(Feeds.find(elsewhere, receipt).truncated()).as("truncated there").isFalse();
    }
  }

  @Test
  @Rule("REALM-12")
  @Requires(Capability.JOINT_COMMITS)
  void jointCommitsAreApart() {
    EventStore elsewhere = handle(newRealm());
    List<Commit> commits =
        List.of(
            commit(stream(), ExpectedVersion.noStream(), 1),
            commit(stream(), ExpectedVersion.noStream(), 2));
    JointResult here = capability(JointCommits.class).commitTogether(commits);
    assertThat(here).isInstanceOf(JointResult.Committed.class);
    assertThat(Feeds.all(elsewhere)).as("commits there").isEmpty();
    commits.forEach(commit -> assertEmpty(elsewhere, commit));
    JointResult there = capability(JointCommits.class, elsewhere).commitTogether(commits);
    assertThat(there).isInstanceOf(JointResult.Committed.class);
    assertThat(capability(JointCommits.class).commitTogether(commits))
        .isEqualTo(new JointResult.Duplicate(((JointResult.Committed) here).receipts()));
  }

  @Test
  @Rule("REALM-13")
  @Requires(Capability.RESTORATION)
  void restoredCommitsAreApart() {
    EventStore elsewhere = handle(newRealm());
    StreamId stream = stream();
    Receipt first = append(stream, 2);
    RecordedCommit recorded = Feeds.find(store(), first);
    Receipt restored = committed(capability(Restoration.class, elsewhere).restore(recorded));
    assertThat(contents(readAll(elsewhere, stream))).isEqualTo(contents(readAll(stream)));
    assertThat(Feeds.receipts(Feeds.all(elsewhere))).containsExactly(restored);
    assertThat(Feeds.receipts(Feeds.all(store()))).containsExactly(first);
    Receipt next = append(elsewhere, stream, 1);
    assertThat(head(stream)).as("version here").isEqualTo(2);
    RecordedCommit more = Feeds.find(elsewhere, next);
    committed(capability(Restoration.class).restore(more));
    assertThat(head(stream)).as("version here").isEqualTo(3);
  }

  private void assertHoldsOnly(Realm realm, Commit own) {
    try (EventStore handle = open(realm)) {
      assertThat(contents(readAll(handle, own.stream())))
          .as("events of %s", realm)
          .isEqualTo(own.events());
      assertThat(Feeds.all(handle)).as("commits of %s", realm).hasSize(1);
      handle.dropRealm();
    }
  }

  private static void assertEmpty(EventStore handle, Commit commit) {
    StreamSlice slice = handle.read(commit.stream(), 1, PAGE, Direction.FORWARD);
    assertThat(slice.head()).as("version").isZero();
    assertThat(slice.firstRetained()).as("first retained version").isEqualTo(1);
    assertThat(slice.events()).as("events").isEmpty();
    assertThat(handle.receipt(commit.stream(), commit.request())).as("receipt").isEmpty();
    assertThat(Feeds.all(handle)).as("commits in the feed").isEmpty();
  }

  private static void assertNotLogged(RequestLog log, Request request) {
    assertThat(log.find(request.stream(), request.request())).as("logged request").isEmpty();
    assertThat(log.pending(Optional.empty(), PAGE).items()).as("pending requests").isEmpty();
    assertThat(log.findByInteraction(request.interaction(), Optional.empty(), PAGE).items())
        .as("requests of the interaction")
        .isEmpty();
  }

  static List<Realm> neighbours(Realm realm) {
    String name = realm.name();
    return List.of(
        new Realm(name + "2"),
        new Realm(name + "%"),
        new Realm(name.substring(0, name.length() - 1)),
        new Realm(name.replace('-', '_')),
        new Realm(name.toUpperCase(Locale.ROOT)));
  }

  private static Map<Integer, Cursor> ends(EventStore handle) {
    Map<Integer, Cursor> ends = new HashMap<>();
    for (int partition = 0; partition < Feeds.partitions(handle); partition++) {
      ends.put(partition, handle.feedEnd(partition));
    }
    return ends;
  }

  private static List<Receipt> readFrom(EventStore handle, Map<Integer, Cursor> cursors) {
    List<Receipt> read = new ArrayList<>();
    cursors.forEach(
        (partition, at) -> read.addAll(Feeds.receipts(Feeds.toEnd(handle, partition, at))));
    return read;
  }
}
