package dev.assay.tck.history;

import dev.assay.spi.view.ViewStore;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.time.Duration;
import java.util.List;

/**
 * Concurrent clients of a view store, through several handles, and the history of what they were
 * answered: writes of racing revisions, late ones, removals and lookups, of hot and cold views.
 * What each client does is settled by the seed; only the interleaving varies.
 */
public final class ViewWorkload {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private ViewWorkload() {}

  /**
   * Runs a workload.
   *
   * @param handles handles on one realm that nobody writes to; the clients share them
   * @throws AssertionError if a client broke off, or did not end
   */
  public static History run(long seed, WorkloadSize size, List<ViewStore> handles) {
    ViewPlanner.Plan plan = ViewPlanner.plan(seed, size.waves());
    Recorder recorder = new Recorder();
    Waves waves = new Waves(ViewPlanner.CLIENTS, size);
    List<Outcome<Boolean>> outcomes =
        Race.of(ViewPlanner.CLIENTS)
            .within(size.time().plus(PATIENCE))
            .run(i -> write(i, plan, client(recorder, i, handles), waves));
    outcomes.forEach(Outcome::value);
    RecordingViewStore last = client(recorder, ViewPlanner.CLIENTS, handles);
    plan.keys().forEach(last::get);
    return recorder.history("views", seed);
  }

  private static RecordingViewStore client(Recorder recorder, int number, List<ViewStore> handles) {
    return new RecordingViewStore(recorder, number, handles.get(number % handles.size()));
  }

  private static boolean write(
      int number, ViewPlanner.Plan plan, RecordingViewStore store, Waves waves)
      throws InterruptedException {
    ViewClient client = new ViewClient(store);
    try {
      for (int wave = 0; waves.next(); wave++) {
        plan.waves().get(wave).get(number).forEach(client::take);
      }
    } finally {
      waves.leave();
    }
    return true;
  }
}
