package dev.assay.tck.run;

/** The runner's subclasses of the suites of group HISTORY. */
final class HistorySuites {

  private HistorySuites() {}
}
