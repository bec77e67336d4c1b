package dev.assay.tck.history;

import dev.assay.spi.view.ViewKey;
import java.util.List;

/** One thing that a client of a view workload does. */
sealed interface ViewStep {

  /** Does it. */
  void take(ViewClient client);

  /** The kinds of steps. */
  enum Kind {
    /** Write a view. */
    PUT,
    /** Write several views. */
    PUT_ALL,
    /** Remove a view. */
    REMOVE,
    /** Look a view up. */
    GET,
    /** Look a view up and wait for a revision for a moment. */
    AWAIT
  }

  /**
   * A revision as it is planned.
   *
   * @param rule where it comes from
   * @param number what the rule makes it from
   */
  record Revision(Rule rule, long number) {

    /** Where a revision comes from. */
    enum Rule {
      /** It is the number. */
      FIXED,
      /** The revision that a look finds right before, and one more. */
      NEXT,
      /** The revision that the writer saw last, and the number more. */
      AHEAD,
      /** The revision that the writer saw last, and the number less. */
      BEHIND
    }
  }

  /**
   * A view as it is planned.
   *
   * @param mark the mark of its document
   */
  record PlannedView(ViewKey key, Revision revision, String mark) {}

  /** Writes a view. */
  record Put(PlannedView view) implements ViewStep {
    @Override
    public void take(ViewClient client) {
      client.put(view);
    }
  }

  /** Writes several views in one call. */
  record PutAll(List<PlannedView> views) implements ViewStep {
    @Override
    public void take(ViewClient client) {
      client.putAll(views);
    }
  }

  /** Removes a view. */
  record Remove(ViewKey key, Revision revision) implements ViewStep {
    @Override
    public void take(ViewClient client) {
      client.remove(key, revision);
    }
  }

  /** Looks a view up. */
  record Get(ViewKey key) implements ViewStep {
    @Override
    public void take(ViewClient client) {
      client.get(key);
    }
  }

  /** Looks a view up and waits for the next revision for a moment. */
  record Await(ViewKey key) implements ViewStep {
    @Override
    public void take(ViewClient client) {
      client.await(key);
    }
  }
}
