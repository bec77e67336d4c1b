package dev.assay.tck.run;

import dev.assay.tck.CommitSuite;
import dev.assay.tck.DedupSuite;
import dev.assay.tck.LockSuite;
import dev.assay.tck.ReadSuite;

/** The runner's subclasses of the suites for the least that every event store offers. */
final class CoreSuites {

  private CoreSuites() {}

  static final class Commit extends CommitSuite implements EventRunner {}

  static final class Lock extends LockSuite implements EventRunner {}

  static final class Dedup extends DedupSuite implements EventRunner {}

  static final class Read extends ReadSuite implements EventRunner {}
}
