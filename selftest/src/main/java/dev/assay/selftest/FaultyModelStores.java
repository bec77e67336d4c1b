package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Event stores that are right call by call, and wrong where calls meet. */
final class FaultyModelStores {

  private FaultyModelStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.event(SortsVersionsAsText.class, SortsVersionsAsText::new, "MODEL-1"),
        FaultyStore.event(ListsInTwoBatches.class, ListsInTwoBatches::new, "MODEL-1"),
        Backends.perRealm(
            CursorBehindTheList.class,
            ConcurrentHashMap<Cursor, Cursor>::new,
            CursorBehindTheList::new,
            "MODEL-2"),
        Backends.perRealm(
            ReleasesWhatChangedHands.class,
            ConcurrentHashMap<Claim, Set<StreamId>>::new,
            ReleasesWhatChangedHands::new,
            "MODEL-3"),
        Backends.perRealm(
            ForgetsWhatIsTruncatedTwice.class,
            ConcurrentHashMap<StreamId, Integer>::new,
            ForgetsWhatIsTruncatedTwice::new,
            "MODEL-3"),
        FaultyStore.event(VersionsOnlyGrow.class, VersionsOnlyGrow::new, "MODEL-4"));
  }

  @Flaw("Versions are kept as text, so that version 10 is read before version 2.")
  static final class SortsVersionsAsText extends ForwardingEventStore {

    private static final Comparator<RecordedEvent> AS_TEXT =
        Comparator.comparing(event -> String.valueOf(event.version()));

    SortsVersionsAsText(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stream, from, max, direction);
      List<RecordedEvent> events = new ArrayList<>(slice.events());
      events.sort(direction == Direction.FORWARD ? AS_TEXT : AS_TEXT.reversed());
      return new StreamSlice(stream, events, slice.firstRetained(), slice.head(), slice.more());
    }
  }

  @Flaw("A list of more than five commits goes to the server in two batches, the rest first.")
  static final class ListsInTwoBatches extends ForwardingEventStore {

    private static final int BATCH = 5;

    ListsInTwoBatches(MemoryEventStore store) {
      super(store);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      int cut = Math.min(BATCH, commits.size());
      List<CommitOutcome> rest = super.commitAll(commits.subList(cut, commits.size()));
      List<CommitOutcome> outcomes = new ArrayList<>(super.commitAll(commits.subList(0, cut)));
      outcomes.addAll(rest);
      return outcomes;
    }
  }

  @Flaw(
      "The commits of a list share one place, so that a page that ends among them skips the rest.")
  static final class CursorBehindTheList extends ForwardingEventStore {

    private final Map<Cursor, Cursor> ends;

    CursorBehindTheList(MemoryEventStore store, Map<Cursor, Cursor> ends) {
      super(store);
      this.ends = ends;
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      List<CommitOutcome> outcomes = super.commitAll(commits);
      List<Cursor> places =
          outcomes.stream()
              .filter(CommitResult.Committed.class::isInstance)
              .map(outcome -> ((CommitResult.Committed) outcome).receipt().position().cursor())
              .toList();
      places.forEach(place -> ends.put(place, places.get(places.size() - 1)));
      return outcomes;
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      Cursor next = ends.getOrDefault(slice.next(), slice.next());
      return new FeedSlice(slice.commits(), next, slice.caughtUp(), slice.heldBackBy());
    }
  }

  @Flaw("A key that has changed hands is released by whoever asks.")
  static final class ReleasesWhatChangedHands extends ForwardingEventStore {

    private final Map<Claim, Set<StreamId>> held;

    ReleasesWhatChangedHands(MemoryEventStore store, Map<Claim, Set<StreamId>> held) {
      super(store);
      this.held = held;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed) {
        commit.releases().forEach(claim -> free(claim, commit.stream()));
        commit.claims().forEach(claim -> holders(claim).add(commit.stream()));
      }
      return result;
    }

    private void free(Claim claim, StreamId stream) {
      Optional<StreamId> holder = holder(claim);
      if (holder.isPresent() && holders(claim).size() > 1) {
        super.commit(
            Commit.to(holder.get(), new RequestId("release-" + claim.value() + stream))
                .release(claim)
                .build());
      }
    }

    private Set<StreamId> holders(Claim claim) {
      return held.computeIfAbsent(claim, c -> ConcurrentHashMap.newKeySet());
    }
  }

  @Flaw("What a second truncation removes takes the memory of its requests along.")
  static final class ForgetsWhatIsTruncatedTwice extends ForwardingEventStore {

    private final Map<StreamId, Integer> truncations;

    ForgetsWhatIsTruncatedTwice(MemoryEventStore store, Map<StreamId, Integer> truncations) {
      super(store);
      this.truncations = truncations;
    }

    @Override
    public long truncate(StreamId stream, long before) {
      truncations.merge(stream, 1, Integer::sum);
      return super.truncate(stream, before);
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      long first = super.read(stream, 1, 0, Direction.FORWARD).firstRetained();
      boolean twice = truncations.getOrDefault(stream, 0) > 1;
      return super.receipt(stream, request).filter(r -> !twice || r.after() >= first);
    }
  }

  @Flaw("A handle knows versions only to grow, and refuses old ones without asking.")
  static final class VersionsOnlyGrow extends ForwardingEventStore {

    private final Map<StreamId, Long> heads = new ConcurrentHashMap<>();

    VersionsOnlyGrow(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      long head = heads.getOrDefault(commit.stream(), 0L);
      boolean old = commit.expected() instanceof ExpectedVersion.Exactly e && e.version() < head;
      if (old && receipt(commit.stream(), commit.request()).isEmpty()) {
        return new CommitResult.VersionConflict(head);
      }
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        heads.put(commit.stream(), committed.receipt().after());
      }
      return result;
    }
  }
}
