package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A history, sorted by what its calls are about. */
final class HistoryIndex {

  /**
   * The event that carries a mark.
   *
   * @param write the commit it belongs to
   * @param content all marks of the commit
   * @param index its place among them, from 0
   */
  record Mark(Write write, List<String> content, int index) {}

  private final Map<StreamId, StreamLog> streams = new LinkedHashMap<>();
  private final Map<String, Mark> marks = new HashMap<>();
  private final Map<Integer, List<Operation>> feeds = new TreeMap<>();
  private final Map<Claim, List<Operation>> claimAnswers = new LinkedHashMap<>();
  private final Map<ViewKey, List<Operation>> views = new LinkedHashMap<>();

  /**
   * Sorts a history.
   *
   * @throws IllegalArgumentException if a mark is not unique
   */
  HistoryIndex(Collection<Operation> operations) {
    operations.forEach(this::add);
    for (StreamLog stream : streams.values()) {
      stream.writes.values().forEach(this::addMarks);
    }
  }

  Collection<StreamLog> streams() {
    return streams.values();
  }

  @Nullable StreamLog stream(StreamId stream) {
    return streams.get(stream);
  }

  @Nullable Mark mark(String mark) {
    return marks.get(mark);
  }

  /** Returns the feed partitions that were read. */
  Set<Integer> partitions() {
    return feeds.keySet();
  }

  /** Returns the answered reads of a feed partition, and the questions for its end. */
  List<Operation> feed(int partition) {
    return feeds.getOrDefault(partition, List.of());
  }

  /** Returns the answers that tell of a claim's holder. */
  List<Operation> claimAnswers(Claim claim) {
    return claimAnswers.getOrDefault(claim, List.of());
  }

  /** Returns the claims that answers tell of. */
  Collection<Claim> answeredClaims() {
    return claimAnswers.keySet();
  }

  Map<ViewKey, List<Operation>> views() {
    return views;
  }

  private StreamLog log(StreamId stream) {
    return streams.computeIfAbsent(stream, StreamLog::new);
  }

  private void add(Operation operation) {
    Call call = operation.call();
    if (call instanceof Call.Commit commit) {
      addCommit(operation, commit);
    } else if (call instanceof Call.Put put) {
      addView(put.key(), operation);
    } else if (call instanceof Call.Remove remove) {
      addView(remove.key(), operation);
    } else {
      addRead(operation);
    }
  }

  private void addCommit(Operation operation, Call.Commit commit) {
    log(commit.stream()).attempt(operation, commit);
    if (operation.answer() instanceof Answer.ClaimTaken taken) {
      addClaimAnswer(taken.claim(), operation);
    }
  }

  // A read without an answer tells nothing.
  private void addRead(Operation operation) {
    if (operation.status() != Status.OK) {
      return;
    }
    Call call = operation.call();
    if (call instanceof Call.Read read) {
      log(read.stream()).reads.add(operation);
    } else if (call instanceof Call.FindReceipt find) {
      log(find.stream()).questions.add(operation);
    } else if (call instanceof Call.ReadFeed feed) {
      addPage(operation, feed.partition());
    } else if (call instanceof Call.FeedEnd end) {
      addFeed(operation, end.partition());
    } else if (call instanceof Call.Holder holder) {
      addClaimAnswer(holder.claim(), operation);
    } else if (call instanceof Call.Get get) {
      addView(get.key(), operation);
    }
  }

  private void addPage(Operation operation, int partition) {
    addFeed(operation, partition);
    if (operation.answer() instanceof Answer.FeedPage page) {
      for (Answer.Entry entry : page.entries()) {
        log(entry.stream()).sightings.add(new StreamLog.Sighting(operation, partition, entry));
      }
    }
  }

  private void addFeed(Operation operation, int partition) {
    feeds.computeIfAbsent(partition, any -> new ArrayList<>()).add(operation);
  }

  private void addClaimAnswer(Claim claim, Operation operation) {
    claimAnswers.computeIfAbsent(claim, any -> new ArrayList<>()).add(operation);
  }

  private void addView(ViewKey key, Operation operation) {
    views.computeIfAbsent(key, any -> new ArrayList<>()).add(operation);
  }

  private void addMarks(Write write) {
    for (List<String> content : write.contents) {
      for (int i = 0; i < content.size(); i++) {
        if (marks.put(content.get(i), new Mark(write, content, i)) != null) {
          throw new IllegalArgumentException(
              "The mark %s is carried by more than one event".formatted(content.get(i)));
        }
      }
    }
  }
}
