package dev.assay.spi;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a store promises for acknowledged writes, as far as it can know.
 *
 * @param processCrash whether they survive when the server's processes are killed
 * @param powerLoss whether they survive when the server's machine loses power
 * @param failover whether they survive when another member takes over
 * @param settings the server's own settings that decide it, as read from the server
 */
public record Durability(
    Promise processCrash, Promise powerLoss, Promise failover, SortedMap<String, String> settings) {

  /** An answer about acknowledged writes. */
  public enum Promise {
    /** They survive. */
    KEPT,
    /** They may be lost. */
    NOT_KEPT,
    /** The server does not tell. */
    UNKNOWN
  }

  /** Copies the settings. */
  public Durability {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
  }

  /** Returns the durability of a store that keeps everything in the memory of this process. */
  public static Durability none() {
    return new Durability(
        Promise.NOT_KEPT, Promise.NOT_KEPT, Promise.NOT_KEPT, new TreeMap<>(Map.of()));
  }
}
