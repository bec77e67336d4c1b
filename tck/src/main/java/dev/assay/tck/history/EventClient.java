package dev.assay.tck.history;

import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One client of an event workload: takes the steps of its plan, and remembers what it saw, as a
 * service with a cache would. For one thread.
 */
final class EventClient {

  private final RecordingEventStore store;
  private final Map<PlannedCommit.Identity, Commit> sent;
  private final Map<StreamId, Long> known = new HashMap<>();

  /**
   * Makes a client.
   *
   * @param sent what was sent so far by all clients, so that a repetition has the same content;
   *     thread-safe
   */
  EventClient(RecordingEventStore store, Map<PlannedCommit.Identity, Commit> sent) {
    this.store = store;
    this.sent = sent;
  }

  /** Takes a step; what the store throws is in the history, and the client goes on. */
  void take(EventStep step) {
    try {
      step.take(this);
    } catch (StoreClosed e) {
      throw e;
    } catch (StoreException e) {
      // Recorded.
    }
  }

  void send(PlannedCommit planned) {
    learn(planned.stream(), store.commit(prepared(planned)));
  }

  void sendList(List<PlannedCommit> planned) {
    List<Commit> commits = new ArrayList<>();
    for (PlannedCommit commit : planned) {
      commits.add(prepared(commit));
      // Whoever writes two commits of one stream in a list counts on the first.
      learn(commit.stream(), known(commit.stream()) + commit.marks().size());
    }
    List<CommitOutcome> outcomes = store.commitAll(commits);
    for (int i = 0; i < outcomes.size(); i++) {
      learn(commits.get(i).stream(), outcomes.get(i));
    }
  }

  void sendTogether(List<PlannedCommit> planned) {
    List<Commit> commits = planned.stream().map(this::prepared).toList();
    JointResult result = store.commitTogether(commits);
    if (result instanceof JointResult.Committed committed) {
      committed.receipts().forEach(receipt -> learn(receipt.stream(), receipt.after()));
    }
    if (result instanceof JointResult.Refused refused) {
      learn(commits.get(refused.index()).stream(), refused.result());
    }
  }

  void read(StreamId stream, double share, int max, Direction direction) {
    long from = (long) (share * (known(stream) + 3));
    learn(stream, store.read(stream, from, max, direction).head());
  }

  void find(StreamId stream, RequestId request) {
    store.receipt(stream, request);
  }

  void askHolder(Claim claim) {
    store.holder(claim);
  }

  void askEnd(int number) {
    store.feedEnd(number % EventFollower.partitions(store));
  }

  private Commit prepared(PlannedCommit planned) {
    Commit before = sent.get(planned.identity());
    if (before != null) {
      return before;
    }
    Commit mine = planned.expecting(expected(planned));
    Commit theirs = sent.putIfAbsent(planned.identity(), mine);
    return theirs == null ? mine : theirs;
  }

  private ExpectedVersion expected(PlannedCommit planned) {
    long seen = known(planned.stream());
    return switch (planned.expectation()) {
      case ANY -> ExpectedVersion.any();
      case EXISTS -> ExpectedVersion.exists();
      case NO_STREAM -> ExpectedVersion.noStream();
      case READ -> ExpectedVersion.exactly(head(planned.stream()));
      case KNOWN -> ExpectedVersion.exactly(seen);
      case LOWER -> ExpectedVersion.exactly(seen / 2);
      case HIGHER -> ExpectedVersion.exactly(seen + 1);
    };
  }

  private long head(StreamId stream) {
    StreamSlice slice = store.read(stream, 1, 0, Direction.FORWARD);
    learn(stream, slice.head());
    return slice.head();
  }

  private void learn(StreamId stream, CommitOutcome outcome) {
    if (outcome instanceof CommitResult.Committed committed) {
      learn(stream, committed.receipt());
    } else if (outcome instanceof CommitResult.Duplicate duplicate) {
      learn(stream, duplicate.original());
    } else if (outcome instanceof CommitResult.VersionConflict conflict) {
      learn(stream, conflict.actual());
    }
  }

  private void learn(StreamId stream, Receipt receipt) {
    learn(stream, Math.max(known(stream), receipt.after()));
  }

  private void learn(StreamId stream, long version) {
    known.put(stream, version);
  }

  private long known(StreamId stream) {
    return known.getOrDefault(stream, 0L);
  }
}
