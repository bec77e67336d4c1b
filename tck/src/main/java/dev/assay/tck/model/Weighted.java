package dev.assay.tck.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws one of several things, each as often as its weight says.
 *
 * @param <T> the type of the things
 */
final class Weighted<T> {

  private final List<T> drawn = new ArrayList<>();

  /** Adds a thing; without weight it is never drawn. */
  Weighted<T> add(int weight, T thing) {
    for (int i = 0; i < weight; i++) {
      drawn.add(thing);
    }
    return this;
  }

  T draw(Random random) {
    return drawn.get(random.nextInt(drawn.size()));
  }
}
