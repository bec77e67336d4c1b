package dev.assay.tck.run;

import dev.assay.tck.DataSuite;
import dev.assay.tck.JointSuite;
import dev.assay.tck.RequestLogSuite;
import dev.assay.tck.RestoreSuite;
import dev.assay.tck.TruncationSuite;
import dev.assay.tck.ViewDataSuite;

/** The runner's subclasses of the suites for capabilities and data. */
final class FeatureSuites {

  private FeatureSuites() {}

  static final class RequestLog extends RequestLogSuite implements EventRunner {}

  static final class Truncation extends TruncationSuite implements EventRunner {}

  static final class Joint extends JointSuite implements EventRunner {}

  static final class Restore extends RestoreSuite implements EventRunner {}

  static final class Data extends DataSuite implements EventRunner {}

  static final class ViewData extends ViewDataSuite implements ViewRunner {}
}
