package dev.assay.selftest;

import dev.assay.spi.StoreException;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.EventStore;
import java.util.ArrayList;
import java.util.List;

/** The plainest way to keep what {@link EventStore#commitAll} promises. */
final class Commits {

  private Commits() {}

  static List<CommitOutcome> oneByOne(EventStore store, List<Commit> commits) {
    List<CommitOutcome> outcomes = new ArrayList<>();
    for (Commit commit : commits) {
      outcomes.add(outcome(store, commit));
    }
    return List.copyOf(outcomes);
  }

  private static CommitOutcome outcome(EventStore store, Commit commit) {
    try {
      return store.commit(commit);
    } catch (dev.assay.spi.StoreClosed e) {
      throw e;
    } catch (StoreException e) {
      return new CommitOutcome.Failed(e);
    }
  }
}
