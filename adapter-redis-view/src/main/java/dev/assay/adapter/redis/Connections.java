package dev.assay.adapter.redis;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls, on one connection for all callers of a handle, and judges what failed.
 *
 * <ol>
 *   <li>Take the connection, or wait for the one that is being made; if none can be made, nothing
 *       was sent.
 *   <li>Send the calls in one go, and wait for each answer.
 *   <li>A script that the server does not know is sent again with its source. What the server
 *       refuses for a moment only is sent again after a pause.
 *   <li>A call whose connection breaks is sent again on a new one, at most three times in all, if
 *       it changes nothing or carries an attempt id. A refusal is then no longer certain.
 *   <li>When the time is up, the answer is lost. The connection is retired, since what is silent
 *       may stay so.
 * </ol>
 *
 * <p>The driver sends nothing twice by itself: a store's own client does not connect again behind
 * our back, and where a caller's client does, its answers count as those of a second sending.
 * Thread-safe.
 */
final class Connections implements AutoCloseable {

  private static final long FIRST_PAUSE_MILLIS = 5;
  private static final long LONGEST_PAUSE_MILLIS = 100;

  private final Source source;
  private final String store;
  private final Duration timeout;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Object lock = new Object();
  private @Nullable Link link;
  private @Nullable Opening opening;

  /**
   * Creates the connections of a handle.
   *
   * @param store names the handle for a person
   */
  Connections(Source source, String store, Duration timeout) {
    this.source = source;
    this.store = store;
    this.timeout = timeout;
  }

  Source source() {
    return source;
  }

  Deadline deadline() {
    return Deadline.in(timeout);
  }

  boolean isClosed() {
    return closing.getCount() == 0;
  }

  void checkOpen() {
    if (isClosed()) {
      throw new StoreClosed(store);
    }
  }

  /**
   * Sends a call and returns its answer.
   *
   * @throws StoreUnavailable if it was certainly not applied and never will be
   * @throws OutcomeUnknown if it writes, and may have been applied, or may yet be
   */
  <T> T run(Call<T> call, Deadline deadline) {
    return sent(call, deadline).result();
  }

  /** Sends a call until it is settled. */
  <T> Sending<T> sent(Call<T> call, Deadline deadline) {
    Sending<T> sending = new Sending<>(call);
    send(List.of(sending), deadline);
    return sending;
  }

  /** Sends calls until each is settled. */
  void send(List<? extends Sending<?>> calls, Deadline deadline) {
    List<? extends Sending<?>> open = calls;
    long pause = FIRST_PAUSE_MILLIS;
    while (!open.isEmpty()) {
      boolean busy = sendOnce(open, deadline);
      open = open.stream().filter(call -> !call.isSettled()).toList();
      if (busy && !open.isEmpty()) {
        pause(pause, deadline);
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  /** Sends all of them once; tells whether the server asks for patience. */
  private boolean sendOnce(List<? extends Sending<?>> calls, Deadline deadline) {
    Link on;
    try {
      on = link(deadline);
    } catch (StoreException e) {
      calls.forEach(call -> call.abandon(e));
      return false;
    }
    try {
      return exchange(on, calls, deadline);
    } finally {
      on.leave();
    }
  }

  private boolean exchange(Link on, List<? extends Sending<?>> calls, Deadline deadline) {
    List<AsyncCommand<String, String, List<String>>> commands = new ArrayList<>(calls.size());
    calls.forEach(call -> commands.add(call.command()));
    try {
      on.send(commands);
    } catch (RuntimeException e) {
      commands.forEach(command -> command.completeExceptionally(e));
    }
    boolean busy = false;
    for (int i = 0; i < calls.size(); i++) {
      busy |= await(on, calls.get(i), commands.get(i), deadline);
    }
    return busy;
  }

  private boolean await(
      Link on,
      Sending<?> call,
      AsyncCommand<String, String, List<String>> command,
      Deadline deadline) {
    try {
      List<String> texts = command.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
      call.answered(texts, on.broken());
    } catch (ExecutionException e) {
      return failed(on, call, e.getCause() == null ? e : e.getCause(), deadline);
    } catch (TimeoutException e) {
      give(on, call, command, e);
    } catch (CancellationException e) {
      return failed(on, call, e, deadline);
    } catch (InterruptedException e) {
      give(on, call, command, e);
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static void give(Link on, Sending<?> call, AsyncCommand<?, ?, ?> command, Exception e) {
    command.cancel();
    if (e instanceof TimeoutException) {
      on.retire();
    }
    call.lose(e, false);
  }

  private boolean failed(Link on, Sending<?> call, Throwable error, Deadline deadline) {
    if (!(error instanceof RedisCommandExecutionException answer)) {
      on.retire();
      call.lose(error, !deadline.passed() && !isClosed());
      return false;
    }
    if (RedisErrors.isElsewhere(answer)) {
      on.retire();
    }
    call.answered(answer);
    boolean passing = !call.isSettled() && RedisErrors.isPassing(answer);
    if (passing && (deadline.passed() || isClosed())) {
      call.abandon(answer);
    }
    return passing;
  }

  private void pause(long millis, Deadline deadline) {
    try {
      long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(millis), deadline.leftNanos());
      boolean unused = closing.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The next look for a connection says so to the caller.
      Thread.currentThread().interrupt();
    }
  }

  /** Begins to use the connection; the caller calls {@link Link#leave}. */
  Link link(Deadline deadline) {
    while (true) {
      checkOpen();
      if (Thread.currentThread().isInterrupted()) {
        throw new StoreUnavailable("The thread was interrupted before anything was sent", null);
      }
      Opening awaited;
      synchronized (lock) {
        if (link != null && link.enter()) {
          return link;
        }
        awaited = opening();
      }
      awaited.await(deadline);
    }
  }

  private Opening opening() {
    if (opening == null || opening.isStale()) {
      opening = new Opening(deadline());
      opening.start();
    }
    return opening;
  }

  @Override
  public void close() {
    Deadline deadline = deadline();
    Link last;
    synchronized (lock) {
      if (isClosed()) {
        return;
      }
      closing.countDown();
      last = link;
      if (opening != null) {
        opening.abandon();
      }
    }
    if (last != null) {
      Clients.await(last.close(), deadline);
    }
    source.close(deadline);
  }

  /** A connection that is being made, for all who need one. */
  private final class Opening {

    private final Deadline until;
    private final CompletableFuture<Link> made = new CompletableFuture<>();

    Opening(Deadline until) {
      this.until = until;
    }

    void start() {
      Thread thread = new Thread(this::run, "assay-redis-connect");
      thread.setDaemon(true);
      thread.start();
    }

    /** Tells whether another attempt is needed. */
    boolean isStale() {
      return made.isDone() || until.passed();
    }

    private void run() {
      try {
        Link fresh = new Link(source.connect());
        if (!use(fresh)) {
          CompletableFuture<Void> unused = fresh.close();
        }
        made.complete(fresh);
      } catch (RuntimeException | Error e) {
        made.completeExceptionally(e);
      }
    }

    // One that comes too late is used as well, unless another one is there.
    private boolean use(Link fresh) {
      synchronized (lock) {
        if (isClosed() || (opening != this && link != null && !link.broken())) {
          return false;
        }
        link = fresh;
        return true;
      }
    }

    void abandon() {
      made.completeExceptionally(new StoreClosed(store));
    }

    private StoreException refused(Throwable error) {
      return error instanceof StoreException own
          ? own
          : RedisErrors.connecting(source.server(), error);
    }

    /** Waits until there may be a connection to use. */
    void await(Deadline deadline) {
      try {
        Link unused = made.get(Math.max(0, deadline.leftNanos()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        checkOpen();
        throw refused(e.getCause() == null ? e : e.getCause());
      } catch (TimeoutException e) {
        throw RedisErrors.connecting(source.server(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailable("The thread was interrupted before anything was sent", e);
      }
    }
  }
}
