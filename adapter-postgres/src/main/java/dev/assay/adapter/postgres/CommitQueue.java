package dev.assay.adapter.postgres;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets commits that wait at the same time share a transaction, and so one round trip and one flush
 * to disk. A writer that finds a lane free goes at once in its own thread and pays nothing. The
 * others queue; whoever stands first when a lane becomes free takes along all that wait.
 *
 * <p>Each commit of a group is judged by itself; a refusal does not touch its neighbours. All
 * commits have the same time budget, so the first in the queue is the first whose time is up.
 */
final class CommitQueue {

  /** Two: one group is computed while the other is flushed. See EventStoreBenchmark. */
  private static final int LANES = 2;

  private final CommitWriter writer;
  private final int realm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Ticket> queue = new ArrayDeque<>();
  private int busyLanes;

  CommitQueue(CommitWriter writer, int realm) {
    this.writer = writer;
    this.realm = realm;
  }

  CommitResult commit(PreparedCommit commit, Deadline deadline) {
    Ticket ticket = new Ticket(commit, deadline);
    if (!enter(ticket)) {
      await(ticket);
    }
    if (!ticket.answer.isDone()) {
      lead(ticket);
    }
    return ticket.result();
  }

  /** Takes a free lane, or a place in the queue. */
  private boolean enter(Ticket ticket) {
    lock.lock();
    try {
      if (busyLanes < LANES) {
        busyLanes++;
        return true;
      }
      queue.add(ticket);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the ticket is answered or has a lane; gives up while nothing was sent. */
  private void await(Ticket ticket) {
    try {
      ticket.turn.get(Math.max(0, ticket.deadline.leftNanos()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      leave(
          ticket, new StoreUnavailable("The commit was not sent: its time budget was used up", e));
    } catch (InterruptedException e) {
      leave(ticket, new StoreUnavailable("The commit was not sent: its thread was interrupted", e));
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a turn never fails", e);
    }
  }

  private void leave(Ticket ticket, StoreUnavailable answer) {
    lock.lock();
    try {
      if (queue.remove(ticket)) {
        ticket.answer.completeExceptionally(answer);
      }
    } finally {
      lock.unlock();
    }
    ticket.awaitTurn();
  }

  /** Sends this commit and all that wait behind it, then hands the lane on. */
  private void lead(Ticket first) {
    if (first.deadline.passed()) {
      // Its own time is up, not that of the others.
      first.answer.completeExceptionally(
          new StoreUnavailable("The commit was not sent: its time budget was used up", null));
      handOn();
      return;
    }
    List<Ticket> group = group(first);
    try {
      List<PreparedCommit> commits = group.stream().map(Ticket::commit).toList();
      List<CommitResult> results =
          writer.write(CommitGroup.independent(realm, commits), first.deadline);
      for (int i = 0; i < results.size(); i++) {
        group.get(i).answer.complete(results.get(i));
      }
    } catch (RuntimeException | Error e) {
      group.forEach(ticket -> ticket.answer.completeExceptionally(e));
    } finally {
      handOn();
      group.forEach(ticket -> ticket.turn.complete(true));
    }
  }

  private List<Ticket> group(Ticket first) {
    List<Ticket> group = new ArrayList<>(List.of(first));
    CommitWriter.Load load = new CommitWriter.Load(first.commit);
    lock.lock();
    try {
      while (!queue.isEmpty() && load.take(queue.peek().commit)) {
        group.add(queue.remove());
      }
    } finally {
      lock.unlock();
    }
    return group;
  }

  private void handOn() {
    lock.lock();
    try {
      Ticket next = queue.poll();
      if (next == null) {
        busyLanes--;
      } else {
        next.turn.complete(true);
      }
    } finally {
      lock.unlock();
    }
  }

  /** A commit that waits: first for its turn, which is a lane or an answer. */
  private record Ticket(
      PreparedCommit commit,
      Deadline deadline,
      CompletableFuture<Boolean> turn,
      CompletableFuture<CommitResult> answer) {

    Ticket(PreparedCommit commit, Deadline deadline) {
      this(commit, deadline, new CompletableFuture<>(), new CompletableFuture<>());
    }

    /** Waits, interrupted or not, for a group that is on its way and bounded by its own time. */
    void awaitTurn() {
      if (!answer.isDone()) {
        turn.join();
      }
    }

    CommitResult result() {
      try {
        return answer.join();
      } catch (java.util.concurrent.CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new OutcomeUnknown("The commit may have been applied", e.getCause());
      }
    }
  }
}
