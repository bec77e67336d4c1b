package dev.assay.tck.cost;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The works of an event store. */
final class EventWorks {

  private static final StreamId SMALL = new StreamId("order", "small");
  private static final StreamId LARGE = new StreamId("order", "large");
  private static final StreamId FED = new StreamId("order", "fed");
  private static final int PAGE = 100;

  private final EventStore store;
  private final Meter meter;
  private int requests;
  private Optional<FeedPosition> fed = Optional.empty();

  EventWorks(EventStore store, Meter meter) {
    this.store = store;
    this.meter = meter;
  }

  List<WorkCost> measure() {
    commits();
    refusals();
    lists();
    reads();
    feed();
    return meter.costs();
  }

  private void commits() {
    Commit first = commit(SMALL, 0, 1).build();
    meter.measure("commit of 1 event", () -> commit(first), () -> commit(commit(SMALL, 1, 1)));
    meter.measure("commit of 10 events", () -> commit(commit(SMALL, 2, 10)));
    meter.measure(
        "commit of 100 events",
        () -> commit(commit(LARGE, 0, 1)),
        () -> commit(commit(LARGE, 1, 100)));
    Commit.Builder rich = commit(SMALL, 12, 1);
    rich.effect(new Effect("billing", "charge", Payload.ofKib(1)));
    boolean claims = store.declaration().offers(Capability.CLAIMS);
    if (claims) {
      rich.claim(new Claim("email", "ada@example.org"));
    }
    meter.measure(
        claims ? "commit with a claim and an effect" : "commit with an effect", () -> commit(rich));
  }

  private void refusals() {
    Commit.Builder repeated = commit(SMALL, 13, 1);
    meter.measure("the same request again", () -> commit(repeated), () -> commit(repeated.build()));
    meter.measure("commit refused for its version", () -> commit(commit(SMALL, 1, 1).build()));
  }

  private void lists() {
    List<Commit> commits =
        IntStream.range(0, 25)
            .mapToObj(i -> commit(new StreamId("order", "list-" + i), 0, 1).build())
            .toList();
    meter.measure("commitAll of 25 commits of 1 event", () -> commitAll(commits));
  }

  private void reads() {
    meter.measure("read of 100 events", () -> read(PAGE));
    RequestId request = new RequestId("found");
    Commit kept = Commit.to(SMALL, request).event("placed", Payload.ofKib(1)).build();
    meter.measure(
        "read of a receipt",
        () -> commit(kept),
        () -> require(store.receipt(SMALL, request).isPresent(), "The receipt was not found"));
  }

  private void read(int events) {
    long from = 2;
    long end = from + events;
    while (from < end) {
      int found = store.read(LARGE, from, (int) (end - from), Direction.FORWARD).events().size();
      require(found > 0, "The stream ends too early");
      from += found;
    }
  }

  private void feed() {
    meter.measure("feed page of 100 commits", this::fillFeed, this::readFeed);
    meter.measure("look at the end of the feed", this::endOfFeed, this::lookAtEnd);
  }

  private void fillFeed() {
    List<Commit> commits = new ArrayList<>();
    IntStream.range(0, PAGE + 1).forEach(i -> commits.add(commit(FED, i, 1).build()));
    List<CommitOutcome> outcomes = commitAll(commits);
    if (outcomes.get(0) instanceof CommitResult.Committed committed) {
      fed = Optional.of(committed.receipt().position());
    }
  }

  private void readFeed() {
    FeedPosition first = fed.orElseThrow();
    Cursor after = first.cursor();
    int left = PAGE;
    while (left > 0) {
      FeedSlice slice = store.feed(first.partition(), after, left, Duration.ZERO);
      require(!slice.commits().isEmpty(), "The feed ends too early");
      left -= slice.commits().size();
      after = slice.next();
    }
    fed = Optional.of(new FeedPosition(first.partition(), after));
  }

  private void endOfFeed() {
    FeedPosition last = fed.orElseThrow();
    FeedSlice slice = store.feed(last.partition(), last.cursor(), 1, Duration.ZERO);
    fed = Optional.of(new FeedPosition(last.partition(), slice.next()));
  }

  private void lookAtEnd() {
    FeedPosition end = fed.orElseThrow();
    store.feed(end.partition(), end.cursor(), PAGE, Duration.ZERO);
  }

  private Commit.Builder commit(StreamId stream, long expected, int events) {
    Commit.Builder commit =
        Commit.to(stream, new RequestId("request-" + ++requests))
            .expecting(ExpectedVersion.exactly(expected));
    IntStream.range(0, events).forEach(i -> commit.event("placed", Payload.ofKib(1)));
    return commit;
  }

  private void commit(Commit.Builder commit) {
    CommitResult result = store.commit(commit.build());
    require(result instanceof CommitResult.Committed, "The commit was not applied");
  }

  private void commit(Commit commit) {
    store.commit(commit);
  }

  private List<CommitOutcome> commitAll(List<Commit> commits) {
    List<CommitOutcome> outcomes = store.commitAll(commits);
    require(
        outcomes.stream().allMatch(CommitResult.Committed.class::isInstance),
        "Not all commits were applied");
    return outcomes;
  }

  // What was not done has no cost worth showing.
  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
