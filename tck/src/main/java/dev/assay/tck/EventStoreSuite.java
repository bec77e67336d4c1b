package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.UnsupportedCapability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.event.TotalOrder;
import dev.assay.spi.event.Truncation;
import dev.assay.spi.json.JsonObject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The base of the suites for event stores. An adapter's test extends a suite and implements the
 * adapter's fixture, both in one line; see {@link EventStoreFixture}.
 */
public abstract class EventStoreSuite extends StoreSuite<EventStore> implements EventStoreFixture {

  private static final int PAGE = 100;
  private static final Duration FEED_WAIT = Duration.ofMillis(200);
  private static final Duration FEED_BUDGET = Duration.ofSeconds(20);

  EventStoreSuite() {}

  @Override
  final EventStore openHandle(Realm realm) {
    return open(realm);
  }

  @Override
  final EventStore openHandleAt(Realm realm, InetSocketAddress address, Duration timeout) {
    return openAt(realm, address, timeout);
  }

  @Override
  final Declaration declarationOf(EventStore store) {
    return store.declaration();
  }

  @Override
  final void dropRealm(EventStore store) {
    store.dropRealm();
  }

  @Override
  final Class<?> interfaceOf(Capability capability) {
    return switch (capability) {
      case CLAIMS -> Claims.class;
      case TOTAL_ORDER -> TotalOrder.class;
      case JOINT_COMMITS -> JointCommits.class;
      case TRUNCATION -> Truncation.class;
      case REQUEST_LOG -> RequestLog.class;
      case RESTORATION -> Restoration.class;
      default -> throw new IllegalArgumentException(capability + " is not for event stores");
    };
  }

  @Override
  public final void proveRefused(Capability capability) {
    assertThat(implementsCapability(capability))
        .as("the store implements %s without declaring it", interfaceOf(capability).getName())
        .isFalse();
    if (capability == Capability.CLAIMS) {
      proveClaimsRefused();
    }
  }

  private void proveClaimsRefused() {
    StreamId stream = stream();
    Claim claim = new Claim("email", "ada@example.org");
    for (Commit.Builder touching : List.of(to(stream).claim(claim), to(stream).release(claim))) {
      Commit commit = touching.events(events(1)).build();
      assertThatThrownBy(() -> store().commit(commit)).isInstanceOf(UnsupportedCapability.class);
      assertThat(store().commitAll(List.of(commit)))
          .singleElement()
          .isInstanceOfSatisfying(
              CommitOutcome.Failed.class,
              failed -> assertThat(failed.error()).isInstanceOf(UnsupportedCapability.class));
      assertThat(store().receipt(stream, commit.request())).isEmpty();
    }
    assertThat(head(stream)).as("version of the stream after the refusals").isZero();
  }

  // Names

  /** Returns a stream that nobody has written to. */
  protected final StreamId stream() {
    return new StreamId("account", name("stream"));
  }

  /** Returns a request id that is not used yet. */
  protected final RequestId request() {
    return new RequestId(name("request"));
  }

  /** Returns events that differ from each other and from those of other calls in the same test. */
  protected final List<Event> events(int count) {
    String mark = name("mark");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonObject data = JsonObject.EMPTY.with("mark", mark).with("n", i);
      events.add(new Event("Deposited", data, JsonObject.EMPTY.with("schema", 1)));
    }
    return events;
  }

  // Writing

  /** Begins a commit with a fresh request id; it expects nothing and writes nothing yet. */
  protected final Commit.Builder to(StreamId stream) {
    return Commit.to(stream, request());
  }

  /** Returns a commit with a fresh request id and this many events. */
  protected final Commit commit(StreamId stream, ExpectedVersion expected, int events) {
    return to(stream).expecting(expected).events(events(events)).build();
  }

  /** Writes events with a fresh request id, whatever the version, and returns the receipt. */
  protected final Receipt append(StreamId stream, int events) {
    return append(store(), stream, events);
  }

  /** Writes events through another handle; see {@link #append(StreamId, int)}. */
  protected final Receipt append(EventStore handle, StreamId stream, int events) {
    return committed(handle.commit(commit(stream, ExpectedVersion.any(), events)));
  }

  /** Asserts that a commit was applied, and returns its receipt. */
  protected static Receipt committed(CommitOutcome outcome) {
    assertThat(outcome).isInstanceOf(CommitResult.Committed.class);
    return ((CommitResult.Committed) outcome).receipt();
  }

  /** Asserts that a request was found to be applied before, and returns the original receipt. */
  protected static Receipt duplicate(CommitOutcome outcome) {
    assertThat(outcome).isInstanceOf(CommitResult.Duplicate.class);
    return ((CommitResult.Duplicate) outcome).original();
  }

  /** Asserts that a commit met another version than it expected, and returns the actual one. */
  protected static long conflict(CommitOutcome outcome) {
    assertThat(outcome).isInstanceOf(CommitResult.VersionConflict.class);
    return ((CommitResult.VersionConflict) outcome).actual();
  }

  // Reading

  /** Returns the version of a stream. */
  protected final long head(StreamId stream) {
    return store().read(stream, 1, 0, Direction.FORWARD).head();
  }

  /** Returns all retained events of a stream. */
  protected final List<RecordedEvent> readAll(StreamId stream) {
    return readAll(store(), stream);
  }

  /** Returns all retained events of a stream, read through another handle. */
  protected static List<RecordedEvent> readAll(EventStore handle, StreamId stream) {
    List<RecordedEvent> events = new ArrayList<>();
    StreamSlice slice = handle.read(stream, 1, PAGE, Direction.FORWARD);
    events.addAll(slice.events());
    while (slice.more()) {
      assertThat(slice.events()).as("a slice that says that there is more").isNotEmpty();
      long last = slice.events().get(slice.events().size() - 1).version();
      slice = handle.read(stream, last + 1, PAGE, Direction.FORWARD);
      events.addAll(slice.events());
    }
    return events;
  }

  /** Returns the events as they were written, without their places. */
  protected static List<Event> contents(List<RecordedEvent> recorded) {
    return recorded.stream().map(RecordedEvent::event).toList();
  }

  /** Returns all commits of the realm: the feed partitions one after the other, to their ends. */
  protected final List<RecordedCommit> readFeed() {
    return readFeed(store());
  }

  /** Returns all commits of the realm of another handle. */
  protected static List<RecordedCommit> readFeed(EventStore handle) {
    List<RecordedCommit> commits = new ArrayList<>();
    for (int partition = 0; partition < partitions(handle); partition++) {
      commits.addAll(readFeed(handle, partition, Cursor.START));
    }
    return commits;
  }

  /**
   * Reads a feed partition until it says that it is caught up.
   *
   * @throws AssertionError if it does not say so within the declared lag and 20 seconds
   */
  protected static List<RecordedCommit> readFeed(EventStore handle, int partition, Cursor after) {
    List<RecordedCommit> commits = new ArrayList<>();
    Duration budget = feed(handle).lag().plus(FEED_BUDGET);
    long deadline = System.nanoTime() + budget.toNanos();
    FeedSlice slice = handle.feed(partition, after, PAGE, Duration.ZERO);
    commits.addAll(slice.commits());
    while (!slice.caughtUp()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "The feed partition %d was not caught up within %d s; it is held back by: %s"
                .formatted(partition, budget.toSeconds(), slice.heldBackBy().orElse("(nothing)")));
      }
      slice = handle.feed(partition, slice.next(), PAGE, FEED_WAIT);
      commits.addAll(slice.commits());
    }
    return commits;
  }

  /** Returns the number of feed partitions. */
  protected static int partitions(EventStore handle) {
    return feed(handle).partitions();
  }

  /** Returns the declared shape of the feed. */
  protected static Declaration.Feed feed(EventStore handle) {
    return handle
        .declaration()
        .feed()
        .orElseThrow(() -> new AssertionError("An event store declares the shape of its feed"));
  }
}
