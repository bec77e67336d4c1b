package dev.assay.adapter.dynamodb;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The adapter's own threads, which keep no process alive. */
final class Threads {

  /** Runs what may block for long, on as many threads as it takes. */
  static final ExecutorService BLOCKING =
      Executors.newCachedThreadPool(task -> new Worker("assay-dynamodb", task));

  private Threads() {}

  /** Tells whether the current thread is one of these, so that nobody else interrupts it. */
  static boolean isOurs() {
    return Thread.currentThread() instanceof Worker;
  }

  private static final class Worker extends Thread {

    Worker(String name, Runnable task) {
      super(task, name);
      setDaemon(true);
    }
  }
}
