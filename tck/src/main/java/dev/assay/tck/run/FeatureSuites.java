package dev.assay.tck.run;

/**
 * The runner's subclasses of the suites for capabilities, data, realms and the life of a handle.
 */
final class FeatureSuites {

  private FeatureSuites() {}
}
