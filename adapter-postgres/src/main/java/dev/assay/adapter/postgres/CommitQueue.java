package dev.assay.adapter.postgres;

import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.StreamId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets commits that wait at the same time share a transaction, and so one round trip and one flush
 * to disk. A writer that finds a lane free goes at once in its own thread and pays nothing. The
 * others queue; whoever stands first when a lane becomes free takes along all that wait.
 *
 * <p>Each commit of a group is judged by itself, and what befalls one does not touch its
 * neighbours:
 *
 * <ol>
 *   <li>If the leader cannot send, because its thread was interrupted or it got no connection, only
 *       its own commit fails; the others go back to the head of the queue.
 *   <li>If the server refuses a whole group, its commits are sent one by one.
 *   <li>A lane never waits long for a lock. A commit whose stream is held by somebody else leaves
 *       its lane and waits beside the lanes, as do those that come to the same stream after it.
 *   <li>A leader with little time left goes alone, since its time is the time of its group.
 * </ol>
 */
final class CommitQueue {

  /** Two: one group is computed while the other is flushed. See EventStoreBenchmark. */
  private static final int LANES = 2;

  private static final int WAITING_FOR_LOCKS = 2;
  private static final long LEAST_MILLIS = 20;

  private final CommitWriter writer;
  private final int realm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<CommitTicket> queue = new ArrayDeque<>();
  private final Set<StreamId> held = new HashSet<>();
  private final Semaphore waitingForLocks = new Semaphore(WAITING_FOR_LOCKS, true);
  private int busyLanes;

  CommitQueue(CommitWriter writer, int realm) {
    this.writer = writer;
    this.realm = realm;
  }

  CommitResult commit(PreparedCommit commit, Deadline deadline) {
    CommitTicket ticket = new CommitTicket(commit, deadline);
    enter(ticket);
    ticket.await(this::leave);
    if (ticket.turn() == CommitTicket.Turn.LANE) {
      lead(ticket);
    }
    if (ticket.turn() == CommitTicket.Turn.BESIDE) {
      waitForLocks(ticket);
    }
    return ticket.result();
  }

  /** Takes a free lane, or a place in the queue, or one beside the lanes. */
  private void enter(CommitTicket ticket) {
    lock.lock();
    try {
      if (held.contains(ticket.stream())) {
        ticket.stepBeside();
      } else if (busyLanes < LANES) {
        busyLanes++;
        ticket.takeLane();
      } else {
        queue.add(ticket);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives up a place in the queue; does nothing once the commit is on its way. */
  private void leave(CommitTicket ticket, StoreException why) {
    lock.lock();
    try {
      if (queue.remove(ticket)) {
        ticket.fail(why);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends this commit and those that wait behind it, then hands the lane on. */
  private void lead(CommitTicket first) {
    List<CommitTicket> group = new ArrayList<>(List.of(first));
    try {
      if (first.deadline().passed()) {
        first.fail(timeIsUp());
      } else {
        takeAlong(group);
        send(group);
      }
    } catch (RuntimeException | Error e) {
      group.forEach(ticket -> ticket.fail(e));
    } finally {
      handOn();
    }
  }

  private void takeAlong(List<CommitTicket> group) {
    CommitTicket first = group.get(0);
    if (first.goesAlone()) {
      return;
    }
    CommitWriter.Load load = new CommitWriter.Load(first.commit());
    lock.lock();
    try {
      for (CommitTicket next = queue.peek(); next != null; next = queue.peek()) {
        if (!next.waits()) {
          queue.remove();
        } else if (held.contains(next.stream())) {
          queue.remove().stepBeside();
        } else if (!next.mustGoAlone() && load.take(next.commit())) {
          group.add(next);
          queue.remove();
        } else {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void send(List<CommitTicket> group) {
    CommitTicket first = group.get(0);
    CommitGroup sent = CommitGroup.hasty(realm, group.stream().map(CommitTicket::commit).toList());
    try {
      answer(group, writer.write(sent, first.deadline()));
    } catch (StoreUnavailable e) {
      if (group.size() > 1) {
        putBack(group.subList(1, group.size()), sent.sent());
      }
      failAlone(first, e, sent.sent(), group.size());
    } catch (StoreException e) {
      group.forEach(ticket -> ticket.fail(e));
    }
  }

  /** Answers the leader of a group that was not applied, when the others are out of the way. */
  private void failAlone(CommitTicket first, StoreUnavailable error, boolean sent, int size) {
    boolean hasTime = first.deadline().leftMillis() >= LEAST_MILLIS;
    if (sent && size > 1 && hasTime) {
      send(List.of(first));
    } else if (CommitWriter.lockWasNotFree(error) && hasTime) {
      lock.lock();
      try {
        held.add(first.stream());
        first.stepBeside();
      } finally {
        lock.unlock();
      }
    } else {
      first.fail(error);
    }
  }

  private static void answer(List<CommitTicket> group, List<CommitOutcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      group.get(i).answer(outcomes.get(i));
    }
  }

  /** Puts commits of which none was applied back to the head of the queue, in their order. */
  private void putBack(List<CommitTicket> group, boolean alone) {
    lock.lock();
    try {
      for (int i = group.size() - 1; i >= 0; i--) {
        CommitTicket ticket = group.get(i);
        if (ticket.deadline().passed()) {
          ticket.fail(timeIsUp());
        } else if (ticket.waits()) {
          ticket.mustGoAlone(alone);
          queue.addFirst(ticket);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void handOn() {
    lock.lock();
    try {
      while (!queue.isEmpty()) {
        CommitTicket next = queue.remove();
        if (held.contains(next.stream())) {
          next.stepBeside();
        } else if (next.takeLane()) {
          return;
        }
      }
      busyLanes--;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a commit beside the lanes, with all its time, since somebody holds its locks. */
  private void waitForLocks(CommitTicket ticket) {
    try {
      if (!waitingForLocks.tryAcquire(
          Math.max(0, ticket.deadline().leftNanos()), TimeUnit.NANOSECONDS)) {
        ticket.fail(
            new StoreUnavailable(
                "The commit was not applied: a lock was not free within the time budget", null));
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ticket.fail(CommitTicket.interrupted(e));
      return;
    }
    try {
      CommitGroup alone = CommitGroup.independent(realm, List.of(ticket.commit()));
      ticket.answer(writer.write(alone, ticket.deadline()).get(0));
    } catch (RuntimeException | Error e) {
      ticket.fail(e);
    } finally {
      waitingForLocks.release();
      release(ticket.stream());
    }
  }

  /** Lets commits to a stream use the lanes again; if it is still held, they find out. */
  private void release(StreamId stream) {
    lock.lock();
    try {
      held.remove(stream);
    } finally {
      lock.unlock();
    }
  }

  private static StoreUnavailable timeIsUp() {
    return new StoreUnavailable("The commit was not sent: its time budget was used up", null);
  }
}
