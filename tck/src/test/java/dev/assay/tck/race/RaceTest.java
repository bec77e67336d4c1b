package dev.assay.tck.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Proves that races start together, tell every outcome and end. */
final class RaceTest {

  @Test
  void outcomesComeInTheOrderOfTheIndexes() {
    List<Outcome<Integer>> outcomes = Race.of(6).run(i -> i * i);
    assertThat(outcomes.stream().map(Outcome::value)).containsExactly(0, 1, 4, 9, 16, 25);
  }

  @Test
  void allThreadsRunAtTheSameTime() {
    CyclicBarrier all = new CyclicBarrier(8);
    assertThat(Race.of(8).run(i -> all.await(10, TimeUnit.SECONDS) >= 0)).allMatch(Outcome::value);
  }

  @Test
  void whatAThreadThrowsIsItsOutcome() {
    AssertionError error = new AssertionError("no");
    List<Outcome<String>> outcomes = Race.of(2).run(i -> throwing(i, error));
    assertThat(outcomes.get(0)).isEqualTo(new Outcome.Returned<>("yes"));
    assertThat(outcomes.get(1).thrown()).contains(error);
    assertThatThrownBy(() -> outcomes.get(1).value())
        .isInstanceOf(AssertionError.class)
        .hasCause(error);
  }

  private static String throwing(int index, AssertionError error) {
    if (index == 1) {
      throw error;
    }
    return "yes";
  }

  @Test
  void raceThatDoesNotEndSaysWhereAThreadStands() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    Race race = Race.of(2).within(Duration.ofMillis(200));
    assertThatThrownBy(() -> race.run(i -> waitFor(never, interrupted)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not end")
        .hasMessageContaining("CountDownLatch.await");
    Await.until(
        Duration.ofSeconds(10), "both threads are interrupted", () -> interrupted.get() == 2);
  }

  private static boolean waitFor(CountDownLatch latch, AtomicInteger interrupted) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      return false;
    }
  }

  @Test
  void boundedCallEndsWithWhereItStood() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () -> Bounded.run(Duration.ofMillis(200), "the wait for nothing", never::await))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the wait for nothing did not end")
        .hasMessageContaining("CountDownLatch.await");
  }

  @Test
  void boundedCallHandsOverWhatItGotAndThrew() throws Throwable {
    assertThat(Bounded.call(Duration.ofSeconds(10), "a call", () -> 7)).isEqualTo(7);
    for (Throwable thrown :
        List.of(new IllegalStateException("broken"), new AssertionError("no"), new Odd())) {
      assertThatThrownBy(
              () ->
                  Bounded.run(
                      Duration.ofSeconds(10),
                      "a call",
                      () -> {
                        throw thrown;
                      }))
          .isSameAs(thrown);
    }
  }

  /** Neither an exception nor an error. */
  private static final class Odd extends Throwable {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void waitInVainSaysWhatItWaitedFor() {
    assertThatThrownBy(() -> Await.until(Duration.ofMillis(20), "the moon is blue", () -> false))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the moon is blue");
  }

  @Test
  void raceNeedsAThread() {
    assertThatThrownBy(() -> Race.of(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
