package dev.assay.testbed;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Is a small shell process that outlives this JVM, to stop a server and to remove its folder when
 * this JVM dies. It holds the other end of a pipe: nothing has to be done for it to notice. See
 * {@code watchdog.sh}.
 */
final class Watchdog implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final OutputStream pipe;

  private Watchdog(Process process) {
    this.process = process;
    this.pipe = process.getOutputStream();
  }

  /**
   * Starts one that stops by this signal, and removes this folder, when the JVM dies or it is
   * closed.
   */
  static Watchdog start(String stopSignal, Optional<Path> folder) {
    List<String> command = new ArrayList<>(ServerProcess.apart());
    command.addAll(List.of("sh", "-c", script()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ASSAY_SIGNAL", stopSignal);
    builder.environment().put("ASSAY_FOLDER", folder.map(Path::toString).orElse(""));
    try {
      return new Watchdog(builder.start());
    } catch (IOException e) {
      throw new TestbedException(
          "A shell (sh) is needed to watch over a server, and does not start.", e);
    }
  }

  /** Watches this process from now on, instead of the one before. */
  void watch(long pid) {
    try {
      pipe.write((pid + "\n").getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
    } catch (IOException e) {
      throw new TestbedException("The process that watches over the server is gone.", e);
    }
  }

  /** Has the server stopped and the folder removed, and returns when that is done. */
  @Override
  public void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      // The watchdog is gone already; there is nobody to tell.
    }
    if (!Await.until(LIMIT, () -> !process.isAlive())) {
      process.destroyForcibly();
    }
  }

  private static String script() {
    try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      if (in == null) {
        throw new IllegalStateException("watchdog.sh is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
