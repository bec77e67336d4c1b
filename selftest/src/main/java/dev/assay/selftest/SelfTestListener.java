package dev.assay.selftest;

/** Is told how the self-test gets on. Called from several threads. */
public interface SelfTestListener {

  /** A listener that does not listen. */
  SelfTestListener NONE = new SelfTestListener() {};

  /** The self-test begins; it will run the kit this many times. */
  default void started(int runs) {}

  /**
   * A run of the kit ended.
   *
   * @param store the name of the store that it judged
   * @param good whether it came out as it must: a faulty store caught, a right one not accused
   */
  default void finished(String store, boolean good) {}
}
