package dev.assay.tck.history;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Concurrent clients of an event store, through several handles, and the history of what they were
 * answered. What each client does is settled by the seed; only the interleaving varies. After the
 * load one more client reads everything, so that nothing that was left behind escapes the history.
 */
public final class EventWorkload {

  private static final Duration WAIT = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int POLLED = 3;
  private static final int PAGE = 100;
  private static final int RECEIPTS = 150;

  private final EventMix mix;
  private final long seed;
  private final WorkloadSize size;
  private final EventPlan plan;
  private final Recorder recorder = new Recorder();
  private final Map<PlannedCommit.Identity, Commit> sent = new ConcurrentHashMap<>();

  private EventWorkload(EventMix mix, long seed, WorkloadSize size) {
    this.mix = mix;
    this.seed = seed;
    this.size = size;
    plan = EventPlanner.plan(mix, seed, size.waves());
  }

  /**
   * Runs a workload.
   *
   * @param handles handles on one realm that nobody writes to; the clients share them
   * @throws AssertionError if a client broke off, or did not end
   */
  public static History run(EventMix mix, long seed, WorkloadSize size, List<EventStore> handles) {
    EventWorkload workload = new EventWorkload(mix, seed, size);
    workload.load(handles);
    workload.readAll(handles.get(0));
    return workload.recorder.history(mix.name(), seed);
  }

  /**
   * Judges what only the plan knows: that the parts of a joint commit appear at one moment.
   *
   * @param history what {@link #run} returned for this mix and size
   * @return a joint commit that showed in part
   */
  public static Optional<Counterexample> checkTogether(
      EventMix mix, WorkloadSize size, History history) {
    EventPlan plan = EventPlanner.plan(mix, history.seed(), size.waves());
    return JointCheck.check(history, plan.joint());
  }

  private void load(List<EventStore> handles) {
    Waves waves = new Waves(mix.clients, size);
    List<Outcome<Boolean>> outcomes =
        Race.of(mix.clients + mix.followers)
            .within(size.time().plus(PATIENCE))
            .run(i -> i < mix.clients ? write(i, handles, waves) : follow(i, handles, waves));
    outcomes.forEach(Outcome::value);
  }

  private RecordingEventStore client(int number, List<EventStore> handles) {
    return new RecordingEventStore(recorder, number, handles.get(number % handles.size()));
  }

  private boolean write(int number, List<EventStore> handles, Waves waves)
      throws InterruptedException {
    EventClient client = new EventClient(client(number, handles), sent);
    try {
      for (int wave = 0; waves.next(); wave++) {
        plan.waves().get(wave).scripts().get(number).forEach(client::take);
      }
    } finally {
      waves.leave();
    }
    return true;
  }

  private boolean follow(int number, List<EventStore> handles, Waves waves) {
    boolean polls = (number - mix.clients) % 2 == 0;
    EventFollower follower =
        new EventFollower(
            client(number, handles), polls ? POLLED : PAGE, polls ? Duration.ZERO : WAIT);
    follower.follow(waves::running);
    follower.finish();
    return true;
  }

  // Afterwards

  private void readAll(EventStore handle) {
    RecordingEventStore client =
        new RecordingEventStore(recorder, mix.clients + mix.followers, handle);
    plan.streams().forEach(stream -> readAll(client, stream));
    receipts().forEach(commit -> client.receipt(commit.stream(), commit.request()));
    if (handle.declaration().offers(Capability.CLAIMS)) {
      plan.keys().forEach(client::holder);
    }
    new EventFollower(client, PAGE, Duration.ZERO).finish();
  }

  private static void readAll(RecordingEventStore client, StreamId stream) {
    StreamSlice slice = client.read(stream, 1, PAGE, Direction.FORWARD);
    while (slice.more()) {
      if (slice.events().isEmpty()) {
        throw new AssertionError("A slice of " + stream + " is empty and says that there is more");
      }
      long last = slice.events().get(slice.events().size() - 1).version();
      slice = client.read(stream, last + 1, PAGE, Direction.FORWARD);
    }
  }

  private List<PlannedCommit> receipts() {
    List<PlannedCommit> commits =
        plan.commits().stream()
            .filter(commit -> sent.containsKey(commit.identity()))
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(commits, new Random(seed));
    return commits.subList(0, Math.min(RECEIPTS, commits.size()));
  }
}
