package dev.assay.adapter.cassandra;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The adapter's own threads, which keep no process alive. */
final class Threads {

  /** Runs what may block for long, on as many threads as it takes. */
  static final ExecutorService BLOCKING =
      Executors.newCachedThreadPool(task -> daemon("assay-cassandra-blocking", task));

  private Threads() {}

  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
