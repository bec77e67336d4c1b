package dev.assay.testbed;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lets one process of this machine, and one thread of this JVM, work at a time. */
final class MachineLock {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private MachineLock() {}

  /**
   * Returns what the work makes, done while it holds the lock of a file, which is made and stays.
   */
  static synchronized <T> T hold(Path file, Work<T> work) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      AtomicReference<@Nullable FileLock> lock = new AtomicReference<>();
      if (!Await.until(LIMIT, () -> locked(channel, lock))) {
        throw new IOException("somebody else holds the lock " + file);
      }
      // Closing the channel gives the lock back.
      return work.run();
    }
  }

  private static boolean locked(FileChannel channel, AtomicReference<@Nullable FileLock> lock) {
    try {
      lock.set(channel.tryLock());
    } catch (IOException e) {
      lock.set(null);
    }
    return lock.get() != null;
  }

  interface Work<T> {
    T run() throws IOException;
  }
}
