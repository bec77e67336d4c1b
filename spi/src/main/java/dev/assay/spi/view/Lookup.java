package dev.assay.spi.view;

import dev.assay.spi.internal.Checks;

/** The answer to the question for one view. */
public sealed interface Lookup {

  /** Returns the stored revision; 0 if nothing is stored. */
  long revision();

  /**
   * The view is there.
   *
   * @param view the view
   */
  record Present(View view) implements Lookup {

    @Override
    public long revision() {
      return view.revision();
    }
  }

  /**
   * The view was removed; its tombstone remembers when, as a revision.
   *
   * @param revision the revision of the removal
   */
  record Removed(long revision) implements Lookup {

    /** Checks the bound. */
    public Removed {
      Checks.atLeast("revision", 1, revision);
    }
  }

  /** Nothing was ever stored under the key, or its collection was dropped since. */
  record Absent() implements Lookup {

    @Override
    public long revision() {
      return 0;
    }
  }
}
