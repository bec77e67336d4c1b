package dev.assay.tck.model;

import java.util.List;

/**
 * One call of a sequence, as plain data; its text says to a person what is called. What it needs
 * besides, such as the version of a stream, it finds in the world where it runs.
 *
 * @param <W> the type of the world
 */
public interface Step<W> {

  /** Calls the store of a world. */
  Answer answer(W world);

  /** Returns simpler steps of which one may show the same difference, the simplest first. */
  default List<Step<W>> simpler() {
    return List.of();
  }
}
