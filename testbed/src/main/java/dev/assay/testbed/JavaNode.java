package dev.assay.testbed;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Is one process of a server that runs in a JVM of its own: it can be started on the same data as
 * often as one likes, and ends with this JVM. Not thread-safe.
 *
 * <p>Its folder holds what the server keeps, and:
 *
 * <pre>
 * server.log   what the server said
 * tmp/         its temporary files
 * </pre>
 */
final class JavaNode {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Pattern FAILURE = Pattern.compile("(?i)exception|error|could not|fatal");

  private final String title;
  private final InetSocketAddress address;
  private final ServerFolder folder;
  private final List<String> program;
  private final Watchdog watchdog;

  private @Nullable ServerProcess process;
  private boolean paused;

  /** Is ready to be launched, and watched from now on. */
  JavaNode(String title, InetSocketAddress address, ServerFolder folder, List<String> program) {
    this.title = title;
    this.address = address;
    this.folder = folder;
    this.program = List.copyOf(program);
    // What a temporary server has not written yet is lost with it; one whose data survive stops in
    // order.
    this.watchdog =
        Watchdog.start(
            folder.temporary() ? "KILL" : "TERM",
            folder.temporary() ? Optional.of(folder.path()) : Optional.empty());
  }

  InetSocketAddress address() {
    return address;
  }

  /** Returns {@code 127.0.0.1:20123}. */
  String endpoint() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  Path log() {
    return folder.path().resolve("server.log");
  }

  /** Starts the process and returns at once. */
  void launch() {
    Path temporary = folder.make("tmp");
    process =
        ServerProcess.launch(program, Map.of("TMPDIR", temporary.toString()), log(), watchdog);
    paused = false;
  }

  /** Tells whether it runs and is not paused. */
  boolean up() {
    return alive() && !paused;
  }

  boolean alive() {
    return process != null && process.alive();
  }

  /** Throws what there is to say of a process that ended by itself. */
  void checkAlive() {
    if (!alive()) {
      throw new TestbedException(
          "%s did not start: %s".formatted(title, ServerLog.reason(log(), FAILURE)),
          ServerLog.tail(log()));
    }
  }

  /** Returns what there is to say of a process that runs and does not answer. */
  TestbedException notReady(Duration limit) {
    return new TestbedException(
        "%s did not get ready within %d seconds.".formatted(title, limit.toSeconds()),
        ServerLog.tail(log()));
  }

  void kill() {
    if (process != null && process.alive()) {
      process.kill();
    }
    paused = false;
  }

  void pause() {
    if (process == null || !process.alive()) {
      throw new IllegalStateException("The server is down.");
    }
    process.pause();
    paused = true;
  }

  void resume() {
    if (process != null && process.alive() && paused) {
      process.resume();
    }
    paused = false;
  }

  /** Returns at once. */
  void askToStop() {
    if (process != null && process.alive()) {
      process.ask("TERM");
    }
  }

  /** Waits for the end of what was asked to stop, and kills it if it does not. */
  void stop() {
    if (process != null && process.alive() && !process.ended(STOP_LIMIT)) {
      process.kill();
    }
  }

  long pid() {
    if (process == null) {
      throw new IllegalStateException("The server has not started.");
    }
    return process.pid();
  }

  /** Ends it for good, as its watchdog does when this JVM dies. */
  void close() {
    watchdog.close();
    if (process != null && process.alive()) {
      process.kill();
    }
    if (folder.temporary()) {
      try {
        Folders.delete(folder.path());
      } catch (UncheckedIOException e) {
        throw new TestbedException(
            "The folder %s of the server cannot be removed.".formatted(folder.path()), e);
      }
    }
  }
}
