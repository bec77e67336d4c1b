package dev.assay.tck.run;

import dev.assay.tck.HistorySuite;
import dev.assay.tck.ViewHistorySuite;

/** The runner's subclasses of the suites of group HISTORY. */
final class HistorySuites {

  private HistorySuites() {}

  static final class History extends HistorySuite implements EventRunner {}

  static final class ViewHistory extends ViewHistorySuite implements ViewRunner {}
}
