package dev.assay.tck.run;

import dev.assay.tck.CrashSuite;
import dev.assay.tck.ViewCrashSuite;

/** The runner's subclasses of the suites of group CRASH. */
final class CrashSuites {

  private CrashSuites() {}

  static final class Crash extends CrashSuite implements EventRunner {}

  static final class ViewCrash extends ViewCrashSuite implements ViewRunner {}
}
