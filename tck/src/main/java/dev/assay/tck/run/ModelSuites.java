package dev.assay.tck.run;

import dev.assay.tck.ModelSuite;
import dev.assay.tck.ViewModelSuite;

/** The runner's subclasses of the suites of group MODEL. */
final class ModelSuites {

  private ModelSuites() {}

  static final class Model extends ModelSuite implements EventRunner {}

  static final class ViewModel extends ViewModelSuite implements ViewRunner {}
}
