package dev.assay.tck.run;

/** The runner's subclasses of the suites for view stores. */
final class ViewSuites {

  private ViewSuites() {}
}
