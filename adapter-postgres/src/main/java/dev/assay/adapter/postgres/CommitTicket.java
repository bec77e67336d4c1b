package dev.assay.adapter.postgres;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.StreamId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * A commit that waits in a {@link CommitQueue}: for a lane, for a place beside the lanes, or for
 * the answer that the leader of its group brings. Of several answers the first counts.
 */
final class CommitTicket {

  /** What a commit's own thread has to do. */
  enum Turn {
    /** It has a lane: send the commit and hand the lane on. */
    LANE,
    /** Send the commit without a lane. */
    BESIDE,
    /** Nothing: there is an answer. */
    ANSWERED
  }

  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final PreparedCommit commit;
  private final Deadline deadline;
  private final long budget;
  private final CompletableFuture<Turn> turn = new CompletableFuture<>();
  private final CompletableFuture<CommitResult> answer = new CompletableFuture<>();
  private volatile boolean beside;
  private volatile boolean alone;

  CommitTicket(PreparedCommit commit, Deadline deadline) {
    this.commit = commit;
    this.deadline = deadline;
    this.budget = deadline.leftNanos();
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

  /** Returns whether it must not lend its time to others: less than a quarter of it is left. */
  boolean goesAlone() {
    return alone || deadline.leftNanos() < budget / 4;
  }

  /** Returns whether it was in a group that the server refused as a whole. */
  boolean mustGoAlone() {
    return alone;
  }

  void mustGoAlone(boolean must) {
    alone |= must;
  }

  boolean waits() {
    return !turn.isDone();
  }

  /** Returns false if nobody is there any more to take the lane. */
  boolean takeLane() {
    return turn.complete(Turn.LANE);
  }

  /** Sends its thread beside the lanes, from the queue or from the lane it leads. */
  void stepBeside() {
    beside = true;
    turn.complete(Turn.BESIDE);
  }

  void answer(CommitOutcome outcome) {
    if (outcome instanceof CommitResult result) {
      answer.complete(result);
      turn.complete(Turn.ANSWERED);
    } else if (outcome instanceof CommitOutcome.Failed failed) {
      fail(failed.error());
    }
  }

  void fail(Throwable error) {
    answer.completeExceptionally(error);
    turn.complete(Turn.ANSWERED);
  }

  /** Returns what is to be done, once {@link #await} has returned. */
  Turn turn() {
    if (answer.isDone()) {
      return Turn.ANSWERED;
    }
    return beside ? Turn.BESIDE : turn.getNow(Turn.ANSWERED);
  }

  /**
   * Waits for the turn, not much longer than the time budget. When the time is up or the thread is
   * interrupted, it gives its place up if it still has one; if not, the commit is on its way and
   * its answer is worth the wait.
   */
  void await(BiConsumer<CommitTicket, StoreException> leave) {
    boolean interrupted = false;
    while (waits()) {
      try {
        turn.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
        leave.accept(this, interrupted(e));
      } catch (TimeoutException e) {
        leave.accept(
            this, new StoreUnavailable("The commit was not sent: its time budget was used up", e));
        interrupted |= awaitLate();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a turn never fails", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets a group that is on its way say that it came to nothing; returns whether interrupted. */
  private boolean awaitLate() {
    boolean interrupted = false;
    long end = deadline.atNanos() + GRACE_NANOS;
    while (waits()) {
      try {
        turn.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (TimeoutException | ExecutionException e) {
        giveUp(e);
      }
    }
    return interrupted;
  }

  /** Exactly one of this method and {@link #takeLane} decides; a lane is never given to nobody. */
  private void giveUp(Exception e) {
    if (turn.complete(Turn.ANSWERED)) {
      answer.completeExceptionally(
          new OutcomeUnknown("The commit may have been applied: its group does not answer", e));
    }
  }

  static StoreUnavailable interrupted(InterruptedException e) {
    return new StoreUnavailable("The commit was not sent: its thread was interrupted", e);
  }

  /** Returns the answer; there is one when the turn is over. */
  CommitResult result() {
    Throwable error;
    try {
      return answer.get(Math.max(0, deadline.leftNanos()) + GRACE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      error = e.getCause() == null ? e : e.getCause();
    } catch (TimeoutException e) {
      error = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      error = e;
    }
    throw error instanceof RuntimeException known
        ? known
        : new OutcomeUnknown("The commit may have been applied", error);
  }
}
