package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a right store in simulated time. A call takes effect at one moment between its start
 * and its end; one whose outcome is unknown takes effect at any later moment, or never.
 */
final class Simulation {

  private static final int CLIENTS = 6;

  private final Random random;
  private final long seed;
  private final int size;
  private final int slowness;
  private final RightStore store;
  private final PriorityQueue<Moment> moments =
      new PriorityQueue<>(Comparator.comparingLong(Moment::time).thenComparingLong(Moment::tie));
  private final List<Operation> operations = new ArrayList<>();
  private final Call[] last = new Call[CLIENTS];
  private final List<Map<Integer, String>> cursors = new ArrayList<>();
  private int begun;
  private int names;

  private record Moment(long time, long tie, Runnable what) {}

  private Simulation(long seed, int size, int slowness) {
    this.seed = seed;
    this.random = new Random(seed);
    this.size = size;
    this.slowness = slowness;
    this.store = new RightStore(random);
    for (int i = 0; i < CLIENTS; i++) {
      cursors.add(new HashMap<>());
    }
  }

  /**
   * Simulates.
   *
   * @param size how many calls
   * @param slowness the longest of each part of a call; small ones give many equal times
   */
  static History run(long seed, int size, int slowness) {
    return new Simulation(seed, size, slowness).run();
  }

  private History run() {
    for (int client = 0; client < CLIENTS; client++) {
      step(client, random.nextInt(slowness + 1));
    }
    for (Moment moment = moments.poll(); moment != null; moment = moments.poll()) {
      moment.what.run();
    }
    return new History("simulated", seed, operations);
  }

  private void at(long time, Runnable what) {
    moments.add(new Moment(time, random.nextLong(), what));
  }

  private long soon(long now) {
    return now + random.nextInt(slowness + 1);
  }

  private void step(int client, long time) {
    at(time, () -> begin(client, time));
  }

  private void begin(int client, long start) {
    if (begun++ >= size) {
      return;
    }
    Call call = call(client);
    last[client] = call;
    int fate = random.nextInt(100);
    if (fate < 6 && isWrite(call)) {
      unknown(client, start, call);
    } else if (fate < 9) {
      end(client, start, soon(start), call, new Answer.NotApplied("no connection"));
    } else {
      long effect = soon(start);
      at(effect, () -> end(client, start, soon(effect), call, answer(client, call)));
    }
  }

  private static boolean isWrite(Call call) {
    return call instanceof Call.Commit || call instanceof Call.Put || call instanceof Call.Remove;
  }

  private void unknown(int client, long start, Call call) {
    Answer unknown = new Answer.Unknown("connection reset");
    operations.add(new Operation(client, start, Operation.OPEN, call, unknown));
    if (random.nextBoolean()) {
      at(start + random.nextInt(slowness * 30 + 1), () -> store.answer(call));
    }
    step(client, soon(start));
  }

  private Answer answer(int client, Call call) {
    Answer answer = store.answer(call);
    if (call instanceof Call.ReadFeed read && answer instanceof Answer.FeedPage page) {
      cursors.get(client).put(read.partition(), page.next());
    }
    return answer;
  }

  private void end(int client, long start, long end, Call call, Answer answer) {
    operations.add(new Operation(client, start, end, call, answer));
    step(client, soon(end));
  }

  private Call call(int client) {
    int kind = random.nextInt(100);
    if (kind < 38) {
      return commit(client);
    }
    if (kind < 58) {
      return read();
    }
    if (kind < 64) {
      return find();
    }
    if (kind < 76) {
      return feed(client);
    }
    if (kind < 78) {
      return new Call.FeedEnd(random.nextInt(RightStore.PARTITIONS));
    }
    return kind < 83 ? new Call.Holder(claim()) : view(client);
  }

  private Call commit(int client) {
    Call before = random.nextInt(100) < 25 ? last[client] : null;
    Call other = random.nextInt(100) < 12 ? last[random.nextInt(CLIENTS)] : before;
    return other instanceof Call.Commit commit ? again(commit) : fresh();
  }

  private Call again(Call.Commit commit) {
    ExpectedVersion expected = random.nextBoolean() ? commit.expected() : expected(commit.stream());
    return new Call.Commit(
        commit.stream(),
        commit.request(),
        expected,
        commit.marks(),
        commit.claims(),
        commit.releases());
  }

  private Call fresh() {
    StreamId stream = stream();
    int name = names++;
    List<String> marks = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      marks.add("e%d.%d".formatted(name, i));
    }
    int claims = random.nextInt(8);
    return new Call.Commit(
        stream,
        new RequestId("r" + name),
        expected(stream),
        marks,
        claims == 0 ? List.of(claim()) : List.of(),
        claims == 1 ? List.of(claim()) : List.of());
  }

  private ExpectedVersion expected(StreamId stream) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> ExpectedVersion.any();
      case 2 -> ExpectedVersion.exists();
      case 3 -> ExpectedVersion.exactly(Math.max(0, store.head(stream) + random.nextInt(5) - 2));
      default -> ExpectedVersion.exactly(store.head(stream));
    };
  }

  // The first stream is hot, the last is rarely used.
  private StreamId stream() {
    return new StreamId("s", Integer.toString(random.nextInt(1 + random.nextInt(5))));
  }

  private Claim claim() {
    return new Claim("c", Integer.toString(random.nextInt(3)));
  }

  private Call read() {
    StreamId stream = stream();
    long head = store.head(stream);
    boolean forward = random.nextBoolean();
    return switch (random.nextInt(4)) {
      case 0 -> new Call.Read(stream, 0, 1 + random.nextInt(10), Direction.FORWARD);
      case 1 -> new Call.Read(stream, Long.MAX_VALUE, random.nextInt(6), Direction.BACKWARD);
      default ->
          new Call.Read(
              stream,
              Math.max(0, head + 2 - random.nextInt(12)),
              random.nextInt(20),
              forward ? Direction.FORWARD : Direction.BACKWARD);
    };
  }

  private Call find() {
    Call other = last[random.nextInt(CLIENTS)];
    if (other instanceof Call.Commit commit) {
      return new Call.FindReceipt(commit.stream(), commit.request());
    }
    RequestId request = new RequestId("r" + random.nextInt(names + 1));
    return new Call.FindReceipt(stream(), request);
  }

  private Call feed(int client) {
    int partition = random.nextInt(RightStore.PARTITIONS);
    String after = cursors.get(client).getOrDefault(partition, "");
    return new Call.ReadFeed(partition, random.nextInt(20) == 0 ? "" : after);
  }

  private Call view(int client) {
    ViewKey key = new ViewKey("v", Integer.toString(random.nextInt(3)));
    long revision = Math.max(1, store.revision(key) + random.nextInt(6) - 2);
    @Nullable Call before = last[client];
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> new Call.Get(key);
      case 4 -> new Call.Remove(key, revision);
      case 5 ->
          before instanceof Call.Put || before instanceof Call.Remove ? before : new Call.Get(key);
      default -> new Call.Put(key, revision, "d" + names++);
    };
  }
}
