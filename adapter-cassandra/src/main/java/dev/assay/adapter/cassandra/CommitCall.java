package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.adapter.cassandra.FeedTable.Intent;
import dev.assay.adapter.cassandra.StreamTable.CommitRows;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.StreamId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call that writes one commit, step by step; see {@link CassandraEventStore}. For one thread.
 */
final class CommitCall {

  private static final long LONGEST_TRY_MICROS = 2_000_000;
  private static final int MOST_DOUBLINGS = 5;

  private final Backend to;
  private final PreparedCommit commit;
  private final Deadline deadline;
  private final StreamId stream;
  private final int partition;
  private final Set<String> mine = new HashSet<>();
  private long generation;
  private StreamState state = StreamState.FRESH;
  private Attempt attempt = Attempt.at(0);
  private int begun;
  // The last attempt that may have been applied, or may yet be, and why.
  private @Nullable Attempt doubtful;
  private @Nullable OutcomeUnknown doubt;

  /** What a call works with. */
  record Backend(Realms realms, StreamTable streams, FeedTable feed, AttemptClock clock) {}

  CommitCall(Backend to, PreparedCommit commit, Deadline deadline) {
    this.to = to;
    this.commit = commit;
    this.deadline = deadline;
    this.stream = commit.commit().stream();
    this.partition = CassandraCodec.partition(stream, to.realms().partitions());
  }

  /** Runs the steps until there is an answer. */
  CommitResult run() {
    try {
      Optional<CommitResult> answer = Optional.empty();
      while (answer.isEmpty()) {
        answer = once();
      }
      return answer.get();
    } catch (OutcomeUnknown e) {
      throw e;
    } catch (StoreException e) {
      abandon();
      throw doubt == null ? e : doubt;
    }
  }

  private Optional<CommitResult> once() {
    if (!begin() || !mayGoOn()) {
      abandon();
      return Optional.empty();
    }
    return send();
  }

  /** Takes a new attempt and writes its intent; beside that, looks for the stream. */
  boolean begin() {
    if (deadline.passed()) {
      throw new StoreUnavailable("The commit was not applied within the time budget", null);
    }
    long guessed = to.realms().guess();
    checkGeneration(guessed);
    generation = guessed;
    attempt = to.clock().next();
    begun++;
    CompletableFuture<StreamState> at =
        to.streams().stateAsync(generation, stream, Level.QUORUM, deadline);
    CompletableFuture<Void> intent = to.feed().addIntent(generation, partition, intent(), deadline);
    state = Cql.await("The look for the stream", deadline, at);
    Cql.await("The note of the attempt", deadline, intent);
    to.clock().pass(state.last());
    return !state.isPast(attempt);
  }

  // What is written in an older generation cannot be found out about any more.
  private void checkGeneration(long now) {
    if (doubt != null && now != generation) {
      throw doubt;
    }
  }

  private Intent intent() {
    long patience = LONGEST_TRY_MICROS << Math.min(begun - 1, MOST_DOUBLINGS);
    long until = Attempt.now() + Math.min(patience, Math.max(0, deadline.leftNanos() / 1000));
    return new Intent(attempt, until, stream, commit.commit().request().value());
  }

  private boolean meets() {
    return commit.commit().expected().holdsAt(state.head());
  }

  /**
   * Tells whether the feed is still open for the attempt, and the realm's generation is still the
   * one that it was begun in. Both are read after the intent was written: who closes the feed, or
   * erases the generation, finds the intent of whoever goes on.
   */
  boolean mayGoOn() {
    CompletableFuture<List<Row>> look = to.realms().look(deadline);
    String closed = to.feed().closed(partition, deadline);
    to.clock().pass(closed);
    return !to.realms().moved(generation, look, deadline) && closed.compareTo(attempt.text()) < 0;
  }

  /** Sends the commit, with the same attempt again while that is certainly not applied. */
  Optional<CommitResult> send() {
    for (int round = 0; !state.isPast(attempt); round++) {
      Backoff.pause(round, deadline);
      if (!meets()) {
        abandon();
        return Optional.of(refuse());
      }
      try {
        CommitRows rows = rows();
        mine.add(attempt.text());
        if (to.streams().commit(generation, rows, deadline.share())) {
          return Optional.of(new CommitResult.Committed(receipt(rows)));
        }
      } catch (OutcomeUnknown e) {
        return resolve(e);
      }
      Optional<CommitResult> known = judge();
      if (known.isPresent()) {
        return known;
      }
    }
    to.clock().pass(state.last());
    abandon();
    return Optional.empty();
  }

  /** Returns what a batch of this attempt would write. */
  CommitRows rows() {
    long recorded =
        commit.recordedAt().isPresent()
            ? commit.recordedAt().getAsLong()
            : Math.max(Attempt.now(), state.recorded());
    return new CommitRows(commit, attempt, state, recorded);
  }

  private Receipt receipt(CommitRows rows) {
    return new Receipt(
        stream,
        commit.commit().request(),
        state.head(),
        rows.after(),
        commit.commit().response(),
        Attempt.instant(rows.recorded()),
        attempt.position(partition));
  }

  /** Learns why a batch was refused: Paxos has ended what was before it. */
  private Optional<CommitResult> judge() {
    CompletableFuture<Optional<Row>> request =
        to.streams()
            .requestAsync(
                generation, stream, commit.commit().request().value(), Level.QUORUM, deadline);
    state = to.streams().state(generation, stream, Level.QUORUM, deadline);
    return Cql.await("The look for the receipt", deadline, request).map(this::known);
  }

  private CommitResult known(Row request) {
    Receipt receipt = CassandraCodec.receipt(stream, partition, request);
    String applied = receipt.position().cursor().text();
    if (!applied.equals(attempt.text())) {
      abandon();
    }
    return mine.contains(applied)
        ? new CommitResult.Committed(receipt)
        : new CommitResult.Duplicate(receipt);
  }

  /**
   * Finds out what became of a batch. If it is not there, it may still come: what is sent next
   * carries a newer attempt, and once that is applied, the old one no longer can be.
   */
  Optional<CommitResult> resolve(OutcomeUnknown error) {
    doubtful = attempt;
    doubt = error;
    Backoff.pause(begun, deadline);
    StreamState seen = to.streams().state(generation, stream, Level.SERIAL, deadline);
    if (!seen.isPast(attempt)) {
      return Optional.empty();
    }
    Optional<CommitResult> known = request(Level.SERIAL).map(this::known);
    if (known.isEmpty()) {
      settled();
    }
    return known;
  }

  private void settled() {
    doubtful = null;
    doubt = null;
    abandon();
  }

  private Optional<Row> request(Level level) {
    return to.streams()
        .request(generation, stream, commit.commit().request().value(), level, deadline);
  }

  /** Refuses the commit by the version that was seen, unless its request was applied. */
  private CommitResult refuse() {
    long actual = state.head();
    if (doubtful != null) {
      fence(doubtful);
    }
    return request(Level.SERIAL)
        .map(this::known)
        .orElseGet(() -> new CommitResult.VersionConflict(actual));
  }

  /** Sees to it that an attempt that is on its way can no longer be applied. */
  private void fence(Attempt old) {
    boolean past = false;
    while (!past) {
      Fence.raise(to.streams(), generation, stream, old, deadline);
      past = to.streams().state(generation, stream, Level.SERIAL, deadline).isPast(old);
    }
  }

  /** Removes the intent of an attempt that certainly was not applied, and is given up. */
  private void abandon() {
    if (begun == 0 || attempt.equals(doubtful)) {
      return;
    }
    to.feed().removeIntent(generation, partition, attempt);
  }
}
