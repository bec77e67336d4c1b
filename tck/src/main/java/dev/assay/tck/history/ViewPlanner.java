package dev.assay.tck.history;

import dev.assay.spi.view.ViewKey;
import dev.assay.tck.history.ViewStep.Kind;
import dev.assay.tck.history.ViewStep.PlannedView;
import dev.assay.tck.history.ViewStep.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws plans for view workloads. */
final class ViewPlanner {

  /** Threads that write and read. */
  static final int CLIENTS = 8;

  private static final int STEPS_IN_A_WAVE = 6;
  private static final int HOT = 2;
  private static final int COLD = 10;
  // Between the revisions of one wave and those of the next.
  private static final long STRIDE = 1000;

  private static final Lots<Kind> KINDS =
      Lots.of(Kind.PUT, 6)
          .and(Kind.GET, 8)
          .and(Kind.PUT_ALL, 2)
          .and(Kind.REMOVE, 2)
          .and(Kind.AWAIT, 1);
  private static final Lots<Revision.Rule> RULES =
      Lots.of(Revision.Rule.NEXT, 5).and(Revision.Rule.AHEAD, 3).and(Revision.Rule.BEHIND, 2);

  private final Random random;
  private final List<ViewKey> hot = keys("hot", HOT);
  private final List<ViewKey> cold = keys("cold", COLD);
  private final List<ViewKey> keys = new ArrayList<>();
  private long marks;

  private ViewPlanner(long seed) {
    random = new Random(seed);
    keys.addAll(hot);
    keys.addAll(cold);
  }

  /**
   * What every client will do.
   *
   * @param waves the scripts of the clients, wave by wave
   * @param keys all keys that are written
   */
  record Plan(List<List<List<ViewStep>>> waves, List<ViewKey> keys) {}

  static Plan plan(long seed, int waves) {
    ViewPlanner planner = new ViewPlanner(seed);
    List<List<List<ViewStep>>> planned = new ArrayList<>();
    for (int i = 0; i < waves; i++) {
      planned.add(planner.wave(i));
    }
    return new Plan(planned, List.copyOf(planner.keys));
  }

  private static List<ViewKey> keys(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new ViewKey("views", prefix + i)).toList();
  }

  private List<List<ViewStep>> wave(int number) {
    List<List<ViewStep>> scripts = opening(number);
    for (List<ViewStep> script : scripts) {
      for (int i = 0; i < STEPS_IN_A_WAVE; i++) {
        script.add(step());
      }
    }
    return scripts;
  }

  // Openings

  private List<List<ViewStep>> opening(int wave) {
    ViewKey key = wave % 2 == 0 ? hot.get(wave / 2 % HOT) : fresh(wave);
    long base = (wave + 1) * STRIDE;
    return switch (wave % 4) {
      case 0, 1 -> oneRevision(key, base);
      case 2 -> manyRevisions(key, base);
      default -> removal(key, base);
    };
  }

  private List<List<ViewStep>> oneRevision(ViewKey key, long revision) {
    List<List<ViewStep>> scripts = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ViewStep write = i % 4 == 3 ? putAll(key, revision) : put(key, revision);
      scripts.add(script(write, new ViewStep.Get(key)));
    }
    return scripts;
  }

  private List<List<ViewStep>> manyRevisions(ViewKey key, long base) {
    List<Long> revisions = shuffled(base);
    List<List<ViewStep>> scripts = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      ViewStep write = put(key, revisions.get(i));
      ViewStep read = new ViewStep.Get(key);
      scripts.add(i % 4 == 3 ? script(read, read, read, write) : script(write, read));
    }
    return scripts;
  }

  // One removes, the others come late with older writes or early with newer ones.
  private List<List<ViewStep>> removal(ViewKey key, long base) {
    List<Long> revisions = shuffled(base);
    List<List<ViewStep>> scripts = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      boolean removes = revisions.get(i) == base + CLIENTS - 2;
      ViewStep write = removes ? remove(key, fixed(revisions.get(i))) : put(key, revisions.get(i));
      scripts.add(script(write, new ViewStep.Get(key), new ViewStep.Get(key)));
    }
    return scripts;
  }

  private List<Long> shuffled(long base) {
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      revisions.add(base + i);
    }
    Collections.shuffle(revisions, random);
    return revisions;
  }

  private static List<ViewStep> script(ViewStep... steps) {
    return new ArrayList<>(List.of(steps));
  }

  // Steps

  private ViewStep step() {
    return switch (KINDS.draw(random)) {
      case PUT -> new ViewStep.Put(view(key(), revision()));
      case PUT_ALL -> putAll();
      case REMOVE -> remove(key(), revision());
      case GET -> new ViewStep.Get(key());
      case AWAIT -> new ViewStep.Await(key());
    };
  }

  private ViewStep putAll() {
    List<PlannedView> views = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(4); i++) {
      views.add(view(key(), revision()));
    }
    return new ViewStep.PutAll(views);
  }

  private ViewStep putAll(ViewKey key, long revision) {
    return new ViewStep.PutAll(List.of(view(cold.get(0), revision()), view(key, fixed(revision))));
  }

  private ViewStep put(ViewKey key, long revision) {
    return new ViewStep.Put(view(key, fixed(revision)));
  }

  private static ViewStep remove(ViewKey key, Revision revision) {
    return new ViewStep.Remove(key, revision);
  }

  private PlannedView view(ViewKey key, Revision revision) {
    return new PlannedView(key, revision, "w" + marks++);
  }

  private Revision revision() {
    return new Revision(RULES.draw(random), 1 + random.nextInt(4));
  }

  private static Revision fixed(long revision) {
    return new Revision(Revision.Rule.FIXED, revision);
  }

  private ViewKey key() {
    return random.nextInt(5) < 3 ? hot.get(random.nextInt(HOT)) : cold.get(random.nextInt(COLD));
  }

  private ViewKey fresh(int wave) {
    ViewKey key = new ViewKey("views", "fresh" + wave);
    keys.add(key);
    return key;
  }
}
