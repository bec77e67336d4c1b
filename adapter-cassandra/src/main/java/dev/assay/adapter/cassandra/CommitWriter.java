package dev.assay.adapter.cassandra;

import dev.assay.adapter.cassandra.StreamTurns.Turn;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes commits: to one stream in turn, to several side by side. Thread-safe. */
final class CommitWriter {

  private static final int SIDE_BY_SIDE = 16;

  private final CommitCall.Backend to;
  private final StreamTurns turns;

  CommitWriter(CommitCall.Backend to, StreamTurns turns) {
    this.to = to;
    this.turns = turns;
  }

  private record Place(String realm, StreamId stream) {}

  /** Applies a commit when its turn on the stream has come. */
  CommitResult write(PreparedCommit commit, Deadline deadline) {
    Place place = new Place(to.realms().name(), commit.commit().stream());
    try (Turn turn = turns.take(place, deadline)) {
      return new CommitCall(to, commit, deadline).run();
    }
  }

  /** A commit of a list and its place there. */
  private record Listed(int index, PreparedCommit commit) {}

  /** Applies commits, each stream's in list order. */
  List<CommitOutcome> writeAll(List<PreparedCommit> commits, Deadline deadline) {
    Map<StreamId, List<Listed>> streams = new LinkedHashMap<>();
    for (int i = 0; i < commits.size(); i++) {
      PreparedCommit one = commits.get(i);
      streams
          .computeIfAbsent(one.commit().stream(), stream -> new ArrayList<>())
          .add(new Listed(i, one));
    }
    CommitOutcome[] outcomes = new CommitOutcome[commits.size()];
    Queue<List<Listed>> left = new ConcurrentLinkedQueue<>(streams.values());
    List<CompletableFuture<Void>> helpers = new ArrayList<>();
    for (int i = 1; i < Math.min(SIDE_BY_SIDE, streams.size()); i++) {
      helpers.add(
          CompletableFuture.runAsync(() -> drain(left, outcomes, deadline), Threads.BLOCKING));
    }
    drain(left, outcomes, deadline);
    helpers.forEach(CompletableFuture::join);
    return List.of(outcomes);
  }

  private void drain(Queue<List<Listed>> left, CommitOutcome[] outcomes, Deadline deadline) {
    List<Listed> stream = left.poll();
    while (stream != null) {
      writeStream(stream, outcomes, deadline);
      stream = left.poll();
    }
  }

  /** Behind a commit whose outcome is unknown, none is sent: it could be applied first. */
  private void writeStream(List<Listed> stream, CommitOutcome[] outcomes, Deadline deadline) {
    Optional<StoreException> stop = Optional.empty();
    for (Listed one : stream) {
      if (stop.isPresent()) {
        outcomes[one.index()] = new CommitOutcome.Failed(stop.get());
        continue;
      }
      try {
        outcomes[one.index()] = write(one.commit(), deadline);
      } catch (StoreException e) {
        outcomes[one.index()] = new CommitOutcome.Failed(e);
        stop = e instanceof OutcomeUnknown ? Optional.of(notSent()) : Optional.empty();
      }
    }
  }

  private static StoreUnavailable notSent() {
    return new StoreUnavailable(
        "The commit was not sent: the outcome of one before it on its stream is unknown", null);
  }
}
