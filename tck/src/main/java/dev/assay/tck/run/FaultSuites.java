package dev.assay.tck.run;

/** The runner's subclasses of the suites of group FAULT. */
final class FaultSuites {

  private FaultSuites() {}
}
