package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;

/**
 * A state and the version it was folded from.
 *
 * @param version the version of the last event in it; 0 if there is none
 * @param state the state
 * @param <S> the type of the state
 */
public record VersionedState<S>(long version, S state) {

  /** Checks the bound. */
  public VersionedState {
    Checks.atLeast("version", 0, version);
  }
}
