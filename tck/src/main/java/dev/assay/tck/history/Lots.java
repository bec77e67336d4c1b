package dev.assay.tck.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Things to draw from, some of them more often than others. Immutable.
 *
 * @param <T> the type of the things
 * @param lots one entry for each chance
 */
record Lots<T>(List<T> lots) {

  Lots {
    lots = List.copyOf(lots);
  }

  static <T> Lots<T> of(T thing, int chances) {
    return new Lots<>(Collections.nCopies(chances, thing));
  }

  Lots<T> and(T thing, int chances) {
    List<T> more = new ArrayList<>(lots);
    more.addAll(Collections.nCopies(chances, thing));
    return new Lots<>(more);
  }

  T draw(Random random) {
    return lots.get(random.nextInt(lots.size()));
  }
}
