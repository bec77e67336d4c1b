package dev.assay.adapter.opensearch;

import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets calls into a handle until it is closed, and knows which are in flight. Thread-safe. */
final class Gate {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final String name;
  private int calls;
  private boolean closed;

  Gate(String name) {
    this.name = name;
  }

  /** Begins a call, which {@link #leave} ends. */
  void enter() {
    lock.lock();
    try {
      refuseIfClosed();
      calls++;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      calls--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void refuseIfClosed() {
    if (closed) {
      throw new StoreClosed(name);
    }
  }

  /** Waits inside a call, but not beyond the closing of the handle. */
  void pause(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (left > 0) {
        refuseIfClosed();
        left = changed.awaitNanos(left);
      }
      refuseIfClosed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable("The thread was interrupted while it waited for a view", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets nobody in any more, and waits a while for those who are in.
   *
   * @return whether it was open
   */
  boolean close(Duration most) {
    lock.lock();
    try {
      boolean first = !closed;
      closed = true;
      changed.signalAll();
      awaitEmpty(most);
      return first;
    } finally {
      lock.unlock();
    }
  }

  private void awaitEmpty(Duration most) {
    long left = most.toNanos();
    boolean interrupted = false;
    while (calls > 0 && left > 0) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        // Who is interrupted closes at once; the calls are answered when their time is over.
        interrupted = true;
        left = 0;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
