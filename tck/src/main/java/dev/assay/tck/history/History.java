package dev.assay.tck.history;

import dev.assay.tck.rule.KitVersion;
import java.util.List;

/**
 * Everything that concurrent clients asked of one realm, and what they were answered. It must be
 * whole: a call that is left out makes what it wrote look like something that nobody wrote.
 *
 * @param name what was recorded; one line
 * @param seed the seed of the workload
 * @param kit the version of the kit that recorded it
 * @param operations the calls, in any order
 */
public record History(String name, long seed, String kit, List<Operation> operations) {

  /**
   * Copies the operations.
   *
   * @throws IllegalArgumentException if the name is more than one line
   */
  public History {
    operations = List.copyOf(operations);
    if (name.lines().count() > 1) {
      throw new IllegalArgumentException("The name of a history is one line");
    }
  }

  /** A history that this kit recorded. */
  public History(String name, long seed, List<Operation> operations) {
    this(name, seed, KitVersion.VERSION, operations);
  }

  /** Returns the digest of its file: {@code sha256:} and 64 digits. */
  public String digest() {
    return HistoryFile.digest(this);
  }
}
