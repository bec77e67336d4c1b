package dev.assay.tck.model;

import java.util.List;
import java.util.Random;

/**
 * Makes sequences of calls.
 *
 * @param <W> the type of the world they run in
 */
@FunctionalInterface
public interface Plan<W> {

  /** Returns a sequence; the same chance gives the same sequence. */
  List<Step<W>> sequence(Random random);
}
