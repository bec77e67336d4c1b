package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A store that does one thing after the other, and each as the contract says. */
final class RightStore {

  static final int PARTITIONS = 2;

  private final Random random;
  private final Map<StreamId, List<String>> streams = new HashMap<>();
  private final Map<Request, Answer.Committed> receipts = new HashMap<>();
  private final Map<Claim, StreamId> holders = new HashMap<>();
  private final List<List<Answer.Entry>> feed = new ArrayList<>();
  private final int[] visible = new int[PARTITIONS];
  private final Map<ViewKey, Stored> views = new HashMap<>();

  private record Request(StreamId stream, RequestId request) {}

  private record Stored(long revision, @Nullable String mark) {}

  RightStore(Random random) {
    this.random = random;
    for (int i = 0; i < PARTITIONS; i++) {
      feed.add(new ArrayList<>());
    }
  }

  long head(StreamId stream) {
    return events(stream).size();
  }

  long revision(ViewKey key) {
    Stored stored = views.get(key);
    return stored == null ? 0 : stored.revision;
  }

  private List<String> events(StreamId stream) {
    return streams.computeIfAbsent(stream, any -> new ArrayList<>());
  }

  Answer answer(Call call) {
    if (call instanceof Call.Commit commit) {
      return commit(commit);
    }
    if (call instanceof Call.Read read) {
      return read(read);
    }
    if (call instanceof Call.FindReceipt find) {
      return find(find);
    }
    if (call instanceof Call.ReadFeed read) {
      return page(read);
    }
    if (call instanceof Call.FeedEnd end) {
      int shown = show(end.partition());
      return new Answer.End(shown == 0 ? "" : feed.get(end.partition()).get(shown - 1).cursor());
    }
    if (call instanceof Call.Holder holder) {
      return new Answer.HeldBy(Optional.ofNullable(holders.get(holder.claim())));
    }
    return view(call);
  }

  private Answer view(Call call) {
    if (call instanceof Call.Put put) {
      return write(put.key(), new Stored(put.revision(), put.mark()));
    }
    if (call instanceof Call.Remove remove) {
      return write(remove.key(), new Stored(remove.revision(), null));
    }
    if (call instanceof Call.Get get) {
      return get(views.get(get.key()));
    }
    throw new IllegalArgumentException(call.toString());
  }

  private Answer commit(Call.Commit commit) {
    Request request = new Request(commit.stream(), commit.request());
    Answer.Committed before = receipts.get(request);
    if (before != null) {
      return new Answer.Duplicate(
          before.before(), before.after(), before.partition(), before.cursor());
    }
    long head = head(commit.stream());
    if (!commit.expected().holdsAt(head)) {
      return new Answer.Conflict(head);
    }
    for (Claim claim : commit.claims()) {
      StreamId holder = holders.get(claim);
      if (holder != null && !holder.equals(commit.stream())) {
        return new Answer.ClaimTaken(claim, holder);
      }
    }
    return apply(commit, request, head);
  }

  private Answer apply(Call.Commit commit, Request request, long head) {
    events(commit.stream()).addAll(commit.marks());
    commit.claims().forEach(claim -> holders.put(claim, commit.stream()));
    commit.releases().forEach(claim -> holders.remove(claim, commit.stream()));
    int partition = Math.floorMod(commit.stream().hashCode(), PARTITIONS);
    String cursor = "%08d".formatted(feed.get(partition).size());
    long after = head + commit.marks().size();
    feed.get(partition)
        .add(
            new Answer.Entry(
                commit.stream(), commit.request(), head, after, cursor, commit.marks()));
    Answer.Committed committed = new Answer.Committed(head, after, partition, cursor);
    receipts.put(request, committed);
    return committed;
  }

  private Answer read(Call.Read read) {
    List<String> events = events(read.stream());
    int head = events.size();
    boolean forward = read.direction() == Direction.FORWARD;
    int from = (int) (forward ? Math.max(1, read.from()) : Math.min(head, read.from()));
    List<String> marks = new ArrayList<>();
    for (int v = from; v >= 1 && v <= head && marks.size() < read.max(); v += forward ? 1 : -1) {
      marks.add(events.get(v - 1));
    }
    return new Answer.Slice(head, 1, marks.isEmpty() ? 0 : from, marks);
  }

  private Answer find(Call.FindReceipt find) {
    Answer.Committed receipt = receipts.get(new Request(find.stream(), find.request()));
    return receipt == null
        ? new Answer.Missing()
        : new Answer.Found(
            receipt.before(), receipt.after(), receipt.partition(), receipt.cursor());
  }

  // The feed may lag, but what it has shown it shows again.
  private int show(int partition) {
    int size = feed.get(partition).size();
    visible[partition] = Math.max(visible[partition], size - random.nextInt(3));
    return visible[partition];
  }

  private Answer page(Call.ReadFeed read) {
    List<Answer.Entry> all = feed.get(read.partition());
    int shown = show(read.partition());
    int from = read.after().isEmpty() ? 0 : Integer.parseInt(read.after()) + 1;
    int to = Math.min(shown, from + 1 + random.nextInt(20));
    if (from >= to) {
      return new Answer.FeedPage(List.of(), read.after(), from >= all.size());
    }
    List<Answer.Entry> entries = all.subList(from, to);
    return new Answer.FeedPage(entries, entries.get(entries.size() - 1).cursor(), to == all.size());
  }

  private Answer write(ViewKey key, Stored view) {
    if (revision(key) >= view.revision) {
      return new Answer.Stale(revision(key));
    }
    views.put(key, view);
    return new Answer.Applied();
  }

  private static Answer get(@Nullable Stored stored) {
    if (stored == null) {
      return new Answer.Absent();
    }
    return stored.mark == null
        ? new Answer.Removed(stored.revision)
        : new Answer.Present(stored.revision, stored.mark);
  }
}
