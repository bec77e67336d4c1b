package dev.assay.tck.history;

import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.tck.history.ViewStep.PlannedView;
import dev.assay.tck.history.ViewStep.Revision;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One client of a view workload: takes the steps of its plan. For one thread. */
final class ViewClient {

  private static final Duration MOMENT = Duration.ofMillis(2);

  private final RecordingViewStore store;
  private final Map<ViewKey, Long> known = new HashMap<>();

  ViewClient(RecordingViewStore store) {
    this.store = store;
  }

  /** Takes a step; what the store throws is in the history, and the client goes on. */
  void take(ViewStep step) {
    try {
      step.take(this);
    } catch (StoreClosed e) {
      throw e;
    } catch (StoreException e) {
      // Recorded.
    }
  }

  void put(PlannedView planned) {
    View view = view(planned);
    learn(view.key(), view.revision(), store.put(view));
  }

  void putAll(List<PlannedView> planned) {
    List<View> views = planned.stream().map(this::view).toList();
    List<PutOutcome> outcomes = store.putAll(views);
    for (int i = 0; i < outcomes.size(); i++) {
      learn(views.get(i).key(), views.get(i).revision(), outcomes.get(i));
    }
  }

  void remove(ViewKey key, Revision planned) {
    long revision = revision(key, planned);
    learn(key, revision, store.remove(key, revision));
  }

  void get(ViewKey key) {
    known.put(key, store.get(key).revision());
  }

  void await(ViewKey key) {
    known.put(key, store.get(key, known(key) + 1, MOMENT).revision());
  }

  private View view(PlannedView planned) {
    return new View(
        planned.key(), revision(planned.key(), planned.revision()), Marks.data(planned.mark()));
  }

  private long revision(ViewKey key, Revision planned) {
    return switch (planned.rule()) {
      case FIXED -> planned.number();
      case NEXT -> 1 + store.get(key).revision();
      case AHEAD -> known(key) + planned.number();
      case BEHIND -> Math.max(1, known(key) - planned.number());
    };
  }

  private void learn(ViewKey key, long revision, PutOutcome outcome) {
    if (outcome instanceof PutResult.Applied) {
      known.put(key, revision);
    } else if (outcome instanceof PutResult.Stale stale) {
      known.put(key, stale.stored());
    }
  }

  private long known(ViewKey key) {
    return known.getOrDefault(key, 0L);
  }
}
