package dev.assay.tck.run;

import dev.assay.tck.FaultSuite;
import dev.assay.tck.ViewFaultSuite;

/** The runner's subclasses of the suites that break the network. */
final class FaultSuites {

  private FaultSuites() {}

  static final class Fault extends FaultSuite implements EventRunner {}

  static final class ViewFault extends ViewFaultSuite implements ViewRunner {}
}
