package dev.assay.tck.race;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets the first of a race begin before the others, who follow one after the other: where only a
 * call that has looked already can be overtaken, threads that start together seldom meet in it. For
 * one race.
 */
public final class Headstart {

  // A store that answers sooner is overtaken as surely as one that answers then.
  private static final long SHORTEST_NANOS = 10_000;
  private static final long LONGEST_WAIT_SECONDS = 10;

  private final CountDownLatch begun = new CountDownLatch(1);
  private final long stepNanos;

  private Headstart(long stepNanos) {
    this.stepNanos = stepNanos;
  }

  /** Returns a headstart of half the time that one read takes. */
  public static Headstart ofHalf(Runnable read) {
    long start = System.nanoTime();
    read.run();
    return new Headstart(Math.max(SHORTEST_NANOS, (System.nanoTime() - start) / 2));
  }

  /** Tells that the first begins; to be called by it just before. */
  public void begin() {
    begun.countDown();
  }

  /**
   * Waits until the first has begun, and then as many steps as the number tells.
   *
   * @throws AssertionError if the first does not begin
   */
  public void follow(int number) throws InterruptedException {
    if (!begun.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The first of the race did not begin");
    }
    long end = System.nanoTime() + number * stepNanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
