package dev.assay.tck.run;

import dev.assay.tck.AliasSuite;
import dev.assay.tck.CursorSuite;
import dev.assay.tck.SearchSuite;
import dev.assay.tck.ViewSuite;

/** The runner's subclasses of the suites for view stores. */
final class ViewSuites {

  private ViewSuites() {}

  static final class Views extends ViewSuite implements ViewRunner {}

  static final class Search extends SearchSuite implements ViewRunner {}

  static final class Aliases extends AliasSuite implements ViewRunner {}

  static final class Cursors extends CursorSuite implements ViewRunner {}
}
