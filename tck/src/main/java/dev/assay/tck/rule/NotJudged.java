package dev.assay.tck.rule;

/**
 * Ends a test that has no means to judge its rule, such as one that must stop a server which it
 * does not control. For the kit's runner that is a verdict; for JUnit alone it is a failure, for a
 * rule that was asked for must not look kept.
 */
public final class NotJudged extends AssertionError {

  private static final long serialVersionUID = 1L;

  /**
   * Ends a test.
   *
   * @param why what was missing, in one sentence without a full stop
   */
  public NotJudged(String why) {
    super(why);
  }
}
