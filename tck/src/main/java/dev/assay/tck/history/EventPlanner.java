package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.history.EventMix.Opening;
import dev.assay.tck.history.EventStep.Kind;
import dev.assay.tck.history.PlannedCommit.Expectation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Draws plans for event workloads. */
final class EventPlanner {

  private static final Lots<Integer> PAGES = new Lots<>(List.of(0, 1, 1, 2, 3, 5, 20, 100, 100));
  private static final int STEPS_IN_A_WAVE = 6;
  private static final int ATTEMPTS_ON_A_KEY = 3;
  private static final int LOOKS_AT_THE_END = 8;
  // Of the keys that stood in the opening of a wave, how many are touched once more.
  private static final int FRESH_KEYS = 3;

  private final EventMix mix;
  private final Random random;
  private final List<StreamId> hot;
  private final List<StreamId> cold;
  private final List<Claim> keys = new ArrayList<>();
  private final Set<StreamId> streams = new LinkedHashSet<>();
  private final List<PlannedCommit> commits = new ArrayList<>();
  private final List<List<PlannedCommit.Identity>> joint = new ArrayList<>();

  private EventPlanner(EventMix mix, long seed) {
    this.mix = mix;
    random = new Random(seed);
    hot = IntStream.range(0, mix.hot).mapToObj(i -> new StreamId("hot", "s" + i)).toList();
    cold = IntStream.range(0, mix.cold).mapToObj(i -> new StreamId("cold", "s" + i)).toList();
    streams.addAll(hot);
    streams.addAll(cold);
    IntStream.range(0, mix.keys).forEach(i -> keys.add(new Claim("key", "k" + i)));
  }

  /** Draws a plan. */
  static EventPlan plan(EventMix mix, long seed, int waves) {
    EventPlanner planner = new EventPlanner(mix, seed);
    List<EventPlan.Wave> planned = new ArrayList<>();
    for (int i = 0; i < waves; i++) {
      planned.add(new EventPlan.Wave(planner.wave(i)));
    }
    return new EventPlan(
        planned,
        planner.commits,
        List.copyOf(planner.streams),
        List.copyOf(planner.keys),
        planner.joint);
  }

  private List<List<EventStep>> wave(int number) {
    Opening opening = mix.openings.get(number % mix.openings.size());
    List<List<EventStep>> scripts = opening(opening, number);
    for (List<EventStep> script : scripts) {
      for (int i = 0; i < STEPS_IN_A_WAVE; i++) {
        script.add(step(mix.kinds.draw(random)));
      }
    }
    return scripts;
  }

  // Openings

  private List<List<EventStep>> opening(Opening opening, int wave) {
    // Every other race is for a stream that nobody knows yet.
    StreamId stream = wave % 2 == 0 ? hot() : fresh(wave);
    return switch (opening) {
      case ONE_VERSION -> each(i -> List.of(send(stream, Expectation.READ)));
      case ONE_REQUEST -> oneRequest(stream, wave);
      case ONE_STREAM -> each(i -> List.of(send(stream, Expectation.ANY)));
      case ENDS -> each(i -> i % 3 == 2 ? ends(stream) : List.of(send(stream, Expectation.ANY)));
      case NO_EVENTS -> each(i -> List.of(send(commit(hot(0), Expectation.READ, 0))));
      case ONE_KEY -> oneKey();
      case RELEASED_KEY -> releasedKey(freshKey());
      case REFUSED_KEYS -> refusedKeys(hot());
      case LISTS -> each(i -> List.of(new EventStep.SendList(list())));
      case TOGETHER -> each(i -> together(i % 2 == 0));
      case APART -> each(i -> List.of(send(cold.get(i % cold.size()), Expectation.ANY)));
    };
  }

  private interface Script {
    List<EventStep> of(int client);
  }

  private List<List<EventStep>> each(Script script) {
    List<List<EventStep>> scripts = new ArrayList<>();
    for (int i = 0; i < mix.clients; i++) {
      scripts.add(new ArrayList<>(script.of(i)));
    }
    return scripts;
  }

  private List<List<EventStep>> oneRequest(StreamId stream, int wave) {
    Expectation expectation = wave % 4 < 2 ? Expectation.ANY : Expectation.READ;
    PlannedCommit commit = commit(stream, expectation, 1 + wave % 3);
    EventStep find = new EventStep.Find(stream, commit.request());
    return each(i -> i % 2 == 0 ? List.of(send(commit)) : List.of(find, send(commit)));
  }

  // Whoever does not see a commit after the end was told must find it behind that end.
  private List<EventStep> ends(StreamId stream) {
    List<EventStep> ends = new ArrayList<>();
    for (int i = 0; i < LOOKS_AT_THE_END; i++) {
      ends.add(new EventStep.AskEnd(i));
      ends.add(new EventStep.Read(stream, 0, 0, Direction.FORWARD));
    }
    return ends;
  }

  // All but one are refused, and the keys that they claimed besides must be free afterwards.
  private List<List<EventStep>> oneKey() {
    Claim contended = freshKey();
    return each(
        i -> {
          Claim own = freshKey();
          return List.of(
              send(claiming(i, own, contended)),
              new EventStep.AskHolder(own),
              new EventStep.AskHolder(contended));
        });
  }

  private List<List<EventStep>> releasedKey(Claim key) {
    return each(
        i -> i == 0 ? List.of(send(claiming(0, key)), send(releasing(0, key))) : tries(i, key));
  }

  // All but one are refused, and their keys must be free for another stream.
  private List<List<EventStep>> refusedKeys(StreamId stream) {
    return each(
        i -> {
          Claim key = freshKey();
          PlannedCommit inVain = commit(stream, Expectation.READ, 1, List.of(key), List.of());
          return List.of(send(inVain), new EventStep.AskHolder(key), send(claiming(i, key)));
        });
  }

  private List<EventStep> tries(int client, Claim key) {
    List<EventStep> tries = new ArrayList<>();
    for (int i = 0; i < ATTEMPTS_ON_A_KEY; i++) {
      tries.add(send(claiming(client, key)));
    }
    return tries;
  }

  private PlannedCommit claiming(int client, Claim... keys) {
    StreamId stream = cold.get(client % cold.size());
    return commit(stream, Expectation.ANY, 1, List.of(keys), List.of());
  }

  private PlannedCommit releasing(int client, Claim key) {
    return commit(cold.get(client % cold.size()), Expectation.ANY, 1, List.of(), List.of(key));
  }

  private List<EventStep> together(boolean writes) {
    return writes
        ? List.of(sendTogether())
        : List.of(read(hot(0)), read(hot(1)), send(hot(0), Expectation.ANY), read(hot(1)));
  }

  // Steps

  private EventStep step(Kind kind) {
    return switch (kind) {
      case SEND -> send(randomCommit());
      case REPEAT -> send(repeated());
      case LIST -> new EventStep.SendList(list());
      case TOGETHER -> sendTogether();
      case READ -> read(stream());
      case FIND -> find(repeated());
      case HOLDER -> new EventStep.AskHolder(keys.get(random.nextInt(keys.size())));
      case END -> new EventStep.AskEnd(random.nextInt(Integer.MAX_VALUE));
    };
  }

  private EventStep read(StreamId stream) {
    boolean forward = random.nextInt(3) > 0;
    return new EventStep.Read(
        stream,
        random.nextDouble(),
        PAGES.draw(random),
        forward ? Direction.FORWARD : Direction.BACKWARD);
  }

  private static EventStep find(PlannedCommit commit) {
    return new EventStep.Find(commit.stream(), commit.request());
  }

  private EventStep send(StreamId stream, Expectation expectation) {
    return send(commit(stream, expectation, 1 + random.nextInt(3)));
  }

  private static EventStep send(PlannedCommit commit) {
    return new EventStep.Send(commit);
  }

  private EventStep sendTogether() {
    Expectation expectation = random.nextBoolean() ? Expectation.ANY : Expectation.READ;
    List<PlannedCommit> parts =
        List.of(commit(hot(0), expectation, 1), commit(hot(1), Expectation.ANY, 1));
    joint.add(parts.stream().map(PlannedCommit::identity).toList());
    return new EventStep.SendTogether(parts);
  }

  private List<PlannedCommit> list() {
    List<PlannedCommit> list = new ArrayList<>();
    int size = 2 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      list.add(element(list));
    }
    return list;
  }

  /** Returns a fresh commit, one that somebody else sends, or one that stands in the list. */
  private PlannedCommit element(List<PlannedCommit> list) {
    return switch (random.nextInt(8)) {
      case 0 -> repeated();
      case 1 -> list.isEmpty() ? randomCommit() : list.get(random.nextInt(list.size()));
      default -> randomCommit();
    };
  }

  // Commits

  /** Returns a request that is likely under way, or one from long ago. */
  private PlannedCommit repeated() {
    if (commits.isEmpty()) {
      return randomCommit();
    }
    int back = random.nextInt(4) > 0 ? 2 * mix.clients : commits.size();
    return commits.get(commits.size() - 1 - random.nextInt(Math.min(back, commits.size())));
  }

  private PlannedCommit randomCommit() {
    List<Claim> touched = keys.isEmpty() ? List.of() : someKeys();
    boolean takes = random.nextInt(3) > 0;
    return commit(
        stream(),
        mix.expectations.draw(random),
        mix.events.draw(random),
        takes ? touched : List.of(),
        takes ? List.of() : touched);
  }

  private List<Claim> someKeys() {
    List<Claim> some = new ArrayList<>(keys.subList(0, mix.keys));
    some.addAll(keys.subList(Math.max(mix.keys, keys.size() - FRESH_KEYS), keys.size()));
    Collections.shuffle(some, random);
    return some.subList(0, Math.min(random.nextInt(3), some.size()));
  }

  private PlannedCommit commit(StreamId stream, Expectation expectation, int events) {
    return commit(stream, expectation, events, List.of(), List.of());
  }

  private PlannedCommit commit(
      StreamId stream,
      Expectation expectation,
      int events,
      List<Claim> claims,
      List<Claim> releases) {
    String request = "r" + commits.size();
    List<String> marks = IntStream.rangeClosed(1, events).mapToObj(i -> request + "." + i).toList();
    PlannedCommit commit =
        new PlannedCommit(stream, new RequestId(request), expectation, marks, claims, releases);
    commits.add(commit);
    return commit;
  }

  private StreamId stream() {
    return random.nextInt(5) < 3 ? hot() : cold.get(random.nextInt(cold.size()));
  }

  private StreamId hot() {
    return hot.get(random.nextInt(hot.size()));
  }

  private StreamId hot(int number) {
    return hot.get(number % hot.size());
  }

  private StreamId fresh(int wave) {
    StreamId stream = new StreamId("fresh", "s" + wave);
    streams.add(stream);
    return stream;
  }

  private Claim freshKey() {
    Claim key = new Claim("fresh", "k" + keys.size());
    keys.add(key);
    return key;
  }
}
