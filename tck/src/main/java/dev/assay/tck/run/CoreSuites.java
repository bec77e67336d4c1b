package dev.assay.tck.run;

import dev.assay.tck.CommitSuite;

/** The runner's subclasses of the suites for the least that every event store offers. */
final class CoreSuites {

  private CoreSuites() {}

  static final class Commit extends CommitSuite implements EventRunner {}
}
