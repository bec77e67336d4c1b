package dev.assay.adapter.dynamodb;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.StreamId;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A commit on its way: its caller waits, a thread of the store's writes. Of several answers the
 * first counts.
 */
final class CommitTicket {

  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  /** Where it is. */
  private enum Phase {
    /** Nothing of it can be applied: it waits, or all its attempts are known to be dead. */
    WAITING,
    /** An attempt may be applied. */
    SENDING,
    ANSWERED
  }

  private final PreparedCommit commit;
  private final Deadline deadline;
  private final String attempt = UUID.randomUUID().toString();
  private final CompletableFuture<CommitOutcome> answer = new CompletableFuture<>();
  private Phase phase = Phase.WAITING;

  CommitTicket(PreparedCommit commit, Deadline deadline) {
    this.commit = commit;
    this.deadline = deadline;
  }

  PreparedCommit commit() {
    return commit;
  }

  StreamId stream() {
    return commit.commit().stream();
  }

  Deadline deadline() {
    return deadline;
  }

  /** Returns what its request item says of who wrote it; the same for all its attempts. */
  String attempt() {
    return attempt;
  }

  synchronized boolean isAnswered() {
    return phase == Phase.ANSWERED;
  }

  /** Says that an attempt will be sent; returns false if nobody waits for it any more. */
  synchronized boolean beginSending() {
    if (phase == Phase.WAITING) {
      phase = Phase.SENDING;
    }
    return phase == Phase.SENDING;
  }

  /** Says that no attempt so far was applied or ever will be. */
  synchronized void isDead() {
    if (phase == Phase.SENDING) {
      phase = Phase.WAITING;
    }
  }

  void answer(CommitOutcome outcome) {
    synchronized (this) {
      phase = Phase.ANSWERED;
    }
    answer.complete(outcome);
  }

  /** Answers that it was certainly not applied, unless an attempt may be. */
  void fail(StoreException notApplied) {
    synchronized (this) {
      if (phase == Phase.SENDING) {
        answer.complete(new CommitOutcome.Failed(unknown(notApplied)));
      }
      phase = Phase.ANSWERED;
    }
    answer.complete(new CommitOutcome.Failed(notApplied));
  }

  /** Answers that it was certainly not applied, if that is certain. */
  private synchronized boolean give(StoreException notApplied) {
    if (phase == Phase.WAITING) {
      phase = Phase.ANSWERED;
      answer.complete(new CommitOutcome.Failed(notApplied));
    }
    return answer.isDone();
  }

  private static OutcomeUnknown unknown(@Nullable Throwable cause) {
    return new OutcomeUnknown(
        "The commit may have been applied: the server did not say in time", cause);
  }

  /** Waits for the answer, not much longer than the time budget. */
  CommitOutcome await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get(Math.max(0, deadline.leftNanos()) + GRACE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
          if (give(
              new StoreUnavailable("The commit was not sent: its thread was interrupted", e))) {
            return answer.join();
          }
        } catch (TimeoutException e) {
          fail(new StoreUnavailable("The commit was not applied within its time budget", e));
          return answer.join();
        } catch (ExecutionException e) {
          throw new IllegalStateException("an answer never fails", e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Returns the result of an answer, or throws what it tells. */
  static CommitResult result(CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Failed failed) {
      throw failed.error();
    }
    return (CommitResult) outcome;
  }
}
