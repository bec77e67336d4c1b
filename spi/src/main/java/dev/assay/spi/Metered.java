package dev.assay.spi;

import java.util.SortedMap;

/**
 * Says that a store knows what its calls cost, in the units that its backend charges for: write and
 * read units of a service that bills them, bytes of memory of one that holds everything there.
 *
 * <p>A store of either kind may implement it. It is no {@link Capability}: no rule depends on it,
 * and what it tells is a figure, never a promise.
 */
public interface Metered {

  /**
   * Reads the meter: what all calls of this handle have cost since it was opened, by the name of
   * the unit, such as {@code write units}. Every unit is there from the beginning, and no figure
   * ever falls. What a call costs is counted before it returns. Works on a closed handle too, and
   * calls no server.
   */
  SortedMap<String, Cost> costs();
}
