package dev.assay.adapter.dynamodb;

import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets commits that wait for the same feed partition share a transaction: its counter has one
 * winner per round, so that they would only wait for each other. Each partition has a lane; a lane
 * has one transaction under way, and takes along what has come meanwhile. A lone commit goes at
 * once.
 */
final class CommitQueue {

  private static final int MOST_COMMITS = 24;

  private final CommitWriter writer;
  private final List<Lane> lanes = new ArrayList<>();

  CommitQueue(CommitWriter writer, int partitions) {
    this.writer = writer;
    for (int i = 0; i < partitions; i++) {
      lanes.add(new Lane());
    }
  }

  /** Queues commits, those of one stream in their order; the tickets get the answers. */
  void add(List<CommitTicket> tickets) {
    for (int i = 0; i < lanes.size(); i++) {
      int partition = i;
      lanes.get(i).add(tickets.stream().filter(one -> writer.partition(one) == partition).toList());
    }
  }

  /** Runs a task while no lane of the given partitions has a transaction under way. */
  <T> T alone(List<Integer> partitions, Deadline deadline, Supplier<T> task) {
    List<Semaphore> taken = new ArrayList<>();
    try {
      for (int partition : partitions.stream().sorted().distinct().toList()) {
        Semaphore free = lanes.get(partition).free;
        if (!free.tryAcquire(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS)) {
          throw new StoreUnavailable("The commit was not sent: its time budget was used up", null);
        }
        taken.add(free);
      }
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The commit was not sent: its thread was interrupted", e);
    } finally {
      taken.forEach(Semaphore::release);
    }
  }

  /** Tells all that wait that the handle is closed. */
  void close(StoreClosed closed) {
    lanes.forEach(lane -> lane.close(closed));
  }

  /** The commits that wait for one partition. */
  private final class Lane {

    final Semaphore free = new Semaphore(1, true);
    private final Deque<CommitTicket> queue = new ArrayDeque<>();
    private boolean driven;

    void add(List<CommitTicket> tickets) {
      boolean drive;
      synchronized (queue) {
        queue.addAll(tickets);
        drive = !driven && !queue.isEmpty();
        driven |= drive;
      }
      if (drive) {
        Threads.BLOCKING.execute(this::drive);
      }
    }

    private void drive() {
      for (List<CommitTicket> group = next(); !group.isEmpty(); group = next()) {
        try {
          free.acquire();
          try {
            writer.writeAll(group);
          } finally {
            free.release();
          }
        } catch (InterruptedException | RuntimeException | Error e) {
          group.forEach(
              ticket -> ticket.fail(new StoreUnavailable("The commit was not applied", e)));
        }
      }
    }

    private List<CommitTicket> next() {
      synchronized (queue) {
        List<CommitTicket> group = new ArrayList<>();
        while (!queue.isEmpty() && group.size() < MOST_COMMITS) {
          CommitTicket next = queue.remove();
          if (!next.isAnswered()) {
            group.add(next);
          }
        }
        driven = !group.isEmpty();
        return group;
      }
    }

    void close(StoreClosed closed) {
      synchronized (queue) {
        queue.forEach(ticket -> ticket.fail(closed));
        queue.clear();
      }
    }
  }
}
