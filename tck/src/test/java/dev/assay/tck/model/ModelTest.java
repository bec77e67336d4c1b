package dev.assay.tck.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The comparison of two worlds and the way to the shortest difference. */
final class ModelTest {

  /** Adds up numbers; a wrong one loses its sum when 7 follows 3, however far behind. */
  private static final class Sum implements AutoCloseable {

    private final boolean wrong;
    private final List<Integer> added = new ArrayList<>();

    Sum(boolean wrong) {
      this.wrong = wrong;
    }

    int add(int number) {
      if (wrong && number == 7 && added.contains(3)) {
        added.clear();
      }
      added.add(number);
      return added.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void close() {
      added.clear();
    }
  }

  private record Add(int number, String ornament) implements Step<Sum> {

    @Override
    public Answer answer(Sum world) {
      return Answer.of("sum " + world.add(number));
    }

    @Override
    public List<Step<Sum>> simpler() {
      return ornament.isEmpty() ? List.of() : List.of(new Add(number, ""));
    }

    @Override
    public String toString() {
      return "add " + number + ornament;
    }
  }

  private static List<Step<Sum>> numbers(Random random) {
    List<Step<Sum>> steps = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      steps.add(new Add(random.nextInt(10), " with care"));
    }
    return steps;
  }

  @Test
  void equalWorldsAgree() {
    Model<Sum> model = new Model<>(() -> new Sum(false), () -> new Sum(false), ModelTest::numbers);

    assertThat(model.compare(5, new Random(1))).isEqualTo(300);
    assertThat(model.agrees(new Random(1))).isTrue();
  }

  @Test
  void theShortestDifferenceIsShown() {
    Model<Sum> model = new Model<>(() -> new Sum(true), () -> new Sum(false), ModelTest::numbers);

    assertThat(model.agrees(new Random(1))).isFalse();
    assertThatThrownBy(() -> model.compare(5, new Random(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching(
            """
            (?s)the store and the reference part at step 2 \\(sequence 1 of 5, shortened from \\d+ \
            steps\\):\\R  1\\. add 3\\R  2\\. add 7\\R +store: +sum 7\\R +reference: +sum 10""");
  }

  @Test
  void theFirstSequenceThatDiffersIsToldThoughSeveralRunAtOnce() {
    AtomicInteger planned = new AtomicInteger();
    Plan<Sum> plan =
        random ->
            planned.incrementAndGet() < 3
                ? List.of(new Add(1, ""))
                : List.of(new Add(3, ""), new Add(7, ""));
    Model<Sum> model = new Model<>(() -> new Sum(true), () -> new Sum(false), plan);

    assertThatThrownBy(() -> model.compare(9, new Random(1)))
        .hasMessageContaining("(sequence 3 of 9,");
  }

  @Test
  void theSameSeedGivesTheSameSequence() {
    EventPlan plan = new EventPlan(EventPlan.Subject.EVERYTHING, java.util.Set.of(), 30);

    assertThat(plan.sequence(new Random(5))).isEqualTo(plan.sequence(new Random(5)));
    assertThat(plan.sequence(new Random(5))).isNotEqualTo(plan.sequence(new Random(6)));
  }
}
