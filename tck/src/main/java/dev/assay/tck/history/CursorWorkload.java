package dev.assay.tck.history;

import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Projectors that fight for the cursors of a few projections, and the history of what they were
 * answered, as a history of streams: see {@link RecordingCursors}.
 */
public final class CursorWorkload {

  private static final int CLIENTS = 6;
  private static final int PROJECTIONS = 3;
  private static final int STEPS_IN_A_WAVE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private CursorWorkload() {}

  /**
   * Runs a workload.
   *
   * @param handles handles on one realm that nobody writes to; the clients share them
   * @throws AssertionError if a client broke off, or did not end
   */
  public static History run(long seed, WorkloadSize size, List<CursorStore> handles) {
    Recorder recorder = new Recorder();
    Waves waves = new Waves(CLIENTS, size);
    List<Outcome<Boolean>> outcomes =
        Race.of(CLIENTS)
            .within(size.time().plus(PATIENCE))
            .run(i -> new Projector(seed, i, recorder, handles).work(waves));
    outcomes.forEach(Outcome::value);
    Projector last = new Projector(seed, CLIENTS, recorder, handles);
    for (int i = 0; i < PROJECTIONS; i++) {
      last.look("p" + i);
    }
    return recorder.history("cursors", seed);
  }

  /** One client; what it does next depends on its seed alone. */
  private static final class Projector {

    private final int number;
    private final Random random;
    private final RecordingCursors store;
    private final Map<String, Cursor> known = new HashMap<>();
    private int saves;

    Projector(long seed, int number, Recorder recorder, List<CursorStore> handles) {
      this.number = number;
      random = new Random(seed * 31 + number);
      store = new RecordingCursors(recorder, number, handles.get(number % handles.size()));
    }

    boolean work(Waves waves) throws InterruptedException {
      try {
        for (int wave = 0; waves.next(); wave++) {
          String contended = "p" + wave % PROJECTIONS;
          take(() -> lookAndSave(contended));
          for (int i = 0; i < STEPS_IN_A_WAVE; i++) {
            step("p" + random.nextInt(PROJECTIONS));
          }
        }
      } finally {
        waves.leave();
      }
      return true;
    }

    private void step(String projection) {
      switch (random.nextInt(4)) {
        case 0 -> take(() -> save(projection));
        case 1 -> take(() -> lookAndSave(projection));
        default -> take(() -> look(projection));
      }
    }

    // What the store throws is in the history, and the projector goes on.
    private static void take(Runnable step) {
      try {
        step.run();
      } catch (StoreClosed e) {
        throw e;
      } catch (StoreException e) {
        // Recorded.
      }
    }

    private void look(String projection) {
      known.put(projection, store.cursor(projection));
    }

    private void lookAndSave(String projection) {
      look(projection);
      save(projection);
    }

    /** Saves on what was seen last, which may be long ago. */
    private void save(String projection) {
      Cursor expected = known.getOrDefault(projection, Cursor.START);
      String mark = "c%d-%d".formatted(number, saves++);
      if (store.save(projection, expected, mark) instanceof SaveResult.Conflict conflict) {
        known.put(projection, conflict.actual());
      }
    }
  }
}
