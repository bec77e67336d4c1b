package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.tck.EventStoreFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are wrong about putting recorded commits back. */
final class FaultyRestoreStores {

  private FaultyRestoreStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.event(StampsItsOwnTime.class, StampsItsOwnTime::new, "RESTORE-1"),
        FaultyStore.event(RoundsToMillis.class, RoundsToMillis::new, "RESTORE-1"),
        FaultyStore.event(RestoresAnywhere.class, RestoresAnywhere::new, "RESTORE-2"),
        FaultyStore.event(JudgesVersionsFirst.class, JudgesVersionsFirst::new, "RESTORE-3"),
        FaultyStore.fixture(RestoresNoMemory.class, RestoresNoMemory::fixture, "RESTORE-4"),
        FaultyStore.event(GoesBackInTime.class, GoesBackInTime::new, "RESTORE-5"),
        FaultyStore.event(
            SkipsCommitsWithoutEvents.class, SkipsCommitsWithoutEvents::new, "RESTORE-6"),
        FaultyStore.event(RestoresNoClaims.class, RestoresNoClaims::new, "RESTORE-7"),
        FaultyStore.event(RestoresNoTruncation.class, RestoresNoTruncation::new, "RESTORE-8"),
        FaultyStore.event(RestoreChecksThenActs.class, RestoreChecksThenActs::new, "RESTORE-9"));
  }

  private static RecordedCommit at(RecordedCommit commit, long before, Instant time) {
    Receipt receipt = commit.receipt();
    List<RecordedEvent> events = new ArrayList<>();
    for (RecordedEvent event : commit.events()) {
      long version = before + events.size() + 1;
      events.add(new RecordedEvent(event.stream(), version, time, event.event()));
    }
    long after = before + receipt.events();
    return new RecordedCommit(
        new Receipt(
            receipt.stream(),
            receipt.request(),
            before,
            after,
            receipt.response(),
            time,
            receipt.position()),
        events,
        commit.truncated(),
        commit.effects(),
        commit.claims(),
        commit.releases());
  }

  @Flaw("Records a restored commit as of now.")
  static final class StampsItsOwnTime extends ForwardingEventStore {

    StampsItsOwnTime(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      return super.restore(at(commit, commit.receipt().before(), now));
    }
  }

  @Flaw("Keeps the milliseconds of a restored time only.")
  static final class RoundsToMillis extends ForwardingEventStore {

    RoundsToMillis(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      Instant rounded = commit.receipt().recordedAt().truncatedTo(ChronoUnit.MILLIS);
      return super.restore(at(commit, commit.receipt().before(), rounded));
    }
  }

  @Flaw("Appends a commit wherever the stream stands.")
  static final class RestoresAnywhere extends ForwardingEventStore {

    RestoresAnywhere(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      long head = read(commit.receipt().stream(), 1, 0, Direction.FORWARD).head();
      return super.restore(at(commit, head, commit.receipt().recordedAt()));
    }
  }

  @Flaw("Compares the version before it looks for a duplicate.")
  static final class JudgesVersionsFirst extends ForwardingEventStore {

    JudgesVersionsFirst(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      long head = read(commit.receipt().stream(), 1, 0, Direction.FORWARD).head();
      return head == commit.receipt().before()
          ? super.restore(commit)
          : new CommitResult.VersionConflict(head);
    }
  }

  @Flaw("Applies a request again whose commit was restored without events.")
  static final class RestoresNoMemory extends ForwardingEventStore {

    private final Set<Receipt> restored;

    RestoresNoMemory(MemoryEventStore store, Set<Receipt> restored) {
      super(store);
      this.restored = restored;
    }

    static EventStoreFixture fixture() {
      String backend = "faulty-" + UUID.randomUUID();
      Set<Receipt> restored = ConcurrentHashMap.newKeySet();
      return realm -> new RestoresNoMemory(MemoryEventStore.open(backend, realm), restored);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      CommitResult result = super.restore(commit);
      if (result instanceof CommitResult.Committed committed && commit.events().isEmpty()) {
        restored.add(committed.receipt());
      }
      return result;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      return result instanceof CommitResult.Duplicate duplicate
              && restored.contains(duplicate.original())
          ? new CommitResult.Committed(duplicate.original())
          : result;
    }
  }

  @Flaw("Takes its own clock for the time of a commit, whatever was before.")
  static final class GoesBackInTime extends ForwardingEventStore {

    GoesBackInTime(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      return result instanceof CommitResult.Committed committed
          ? new CommitResult.Committed(now(committed.receipt()))
          : result;
    }

    private static Receipt now(Receipt receipt) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
      return new Receipt(
          receipt.stream(),
          receipt.request(),
          receipt.before(),
          receipt.after(),
          receipt.response(),
          receipt.recordedAt().isAfter(now) ? now : receipt.recordedAt(),
          receipt.position());
    }
  }

  @Flaw("Takes a commit without events for one that needs no restoring.")
  static final class SkipsCommitsWithoutEvents extends ForwardingEventStore {

    SkipsCommitsWithoutEvents(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      return commit.receipt().events() > 0
          ? super.restore(commit)
          : new CommitResult.Committed(commit.receipt());
    }
  }

  @Flaw("Restores events and effects only.")
  static final class RestoresNoClaims extends ForwardingEventStore {

    RestoresNoClaims(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      return super.restore(
          new RecordedCommit(
              commit.receipt(),
              commit.events(),
              commit.truncated(),
              commit.effects(),
              List.of(),
              List.of()));
    }
  }

  @Flaw("Restores a truncated commit as one without events.")
  static final class RestoresNoTruncation extends ForwardingEventStore {

    RestoresNoTruncation(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      if (!commit.truncated()) {
        return super.restore(commit);
      }
      Commit.Builder without =
          Commit.to(commit.receipt().stream(), commit.receipt().request())
              .expecting(ExpectedVersion.exactly(commit.receipt().before()));
      commit.effects().forEach(without::effect);
      return super.commit(without.build());
    }
  }

  @Flaw("Looks for a duplicate first, and meets its own conflict when another was faster.")
  static final class RestoreChecksThenActs extends ForwardingEventStore {

    RestoreChecksThenActs(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      StreamId stream = commit.receipt().stream();
      Optional<Receipt> original = receipt(stream, commit.receipt().request());
      if (original.isPresent()) {
        return new CommitResult.Duplicate(original.get());
      }
      Faults.roundTrip();
      CommitResult result = super.restore(commit);
      StreamSlice slice = read(stream, 1, 0, Direction.FORWARD);
      return result instanceof CommitResult.Duplicate
          ? new CommitResult.VersionConflict(slice.head())
          : result;
    }
  }
}
