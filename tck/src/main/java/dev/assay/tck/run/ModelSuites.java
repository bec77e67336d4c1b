package dev.assay.tck.run;

/** The runner's subclasses of the suites of group MODEL. */
final class ModelSuites {

  private ModelSuites() {}
}
