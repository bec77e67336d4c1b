package dev.assay.tck.run;

/** The runner's subclasses of the suites for the feed and what hangs on it. */
final class FeedSuites {

  private FeedSuites() {}
}
