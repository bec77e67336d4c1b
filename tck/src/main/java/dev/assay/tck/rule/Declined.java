package dev.assay.tck.rule;

/**
 * Ends a test whose rule does not concern the store, because of something that the store says of
 * itself and the test has looked at.
 */
public final class Declined extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Ends a test.
   *
   * @param why why the rule does not concern the store, in one sentence without a full stop
   */
  public Declined(String why) {
    super(why);
  }
}
