package dev.assay.tck.run;

/** The runner's subclasses of the suites of group CRASH. */
final class CrashSuites {

  private CrashSuites() {}
}
