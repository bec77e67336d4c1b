package dev.assay.tck.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Runs a sequence in two worlds, step by step in both, and stops where they part. Each run has new
 * worlds.
 *
 * @param <W> the type of the world
 */
final class Comparison<W extends AutoCloseable> {

  private final Supplier<W> store;
  private final Supplier<W> reference;

  Comparison(Supplier<W> store, Supplier<W> reference) {
    this.store = store;
    this.reference = reference;
  }

  Optional<Difference<W>> run(List<Step<W>> steps) {
    try (W there = store.get();
        W here = reference.get()) {
      for (int i = 0; i < steps.size(); i++) {
        Step<W> step = steps.get(i);
        Answer answer = Answer.to(() -> step.answer(there));
        Answer right = Answer.to(() -> step.answer(here));
        if (!answer.same(right)) {
          return Optional.of(new Difference<>(steps.subList(0, i + 1), answer, right));
        }
      }
      return Optional.empty();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A world could not be closed", e);
    }
  }
}
