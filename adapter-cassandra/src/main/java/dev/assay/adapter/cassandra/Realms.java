package dev.assay.adapter.cassandra;

import static dev.assay.adapter.cassandra.Cql.bound;

import com.datastax.oss.driver.api.core.cql.Row;
import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * A realm's generation and the shape of its feed. The generation is part of every key; a drop
 * raises it, so that all that was written before is out of sight at once, and what is written there
 * later, too.
 *
 * <p>Each call learns the generation by a read at quorum that begins after the call did. It goes on
 * beside the call's own first step, which takes the generation that was seen last, and is taken
 * again if there is a newer one. Thread-safe.
 */
final class Realms {

  /** What the realm's row says. */
  record State(long generation, long purged, int partitions) {}

  private static final int PARTITIONS = 4;

  private static final String READ =
      "select generation, purged, partitions from assay.realms where realm = ?";
  private static final String MAKE =
      "insert into assay.realms (realm, generation, purged, partitions) values (?, 0, 0, ?)"
          + " if not exists";
  private static final String RAISE =
      "update assay.realms set generation = ? where realm = ? if generation = ?";
  private static final String PURGED =
      "update assay.realms set purged = ? where realm = ? if purged < ?";

  private final Cql cql;
  private final String realm;
  private final int partitions;
  private final boolean leftovers;
  private final AtomicLong seen;

  private Realms(Cql cql, String realm, State state) {
    this.cql = cql;
    this.realm = realm;
    this.partitions = state.partitions();
    this.leftovers = state.purged() < state.generation();
    this.seen = new AtomicLong(state.generation());
  }

  /** Opens a realm, and makes it if it is new; safe when several processes do so at once. */
  static Realms open(Cql cql, Realm realm, Deadline deadline) {
    String name = realm.name();
    Optional<State> known = read(cql, name, Level.QUORUM, deadline);
    while (known.isEmpty()) {
      try {
        cql.conditional("The start of the realm", deadline, List.of(bound(MAKE, name, PARTITIONS)));
      } catch (OutcomeUnknown e) {
        // The next read tells.
      }
      known = read(cql, name, Level.SERIAL, deadline);
    }
    return new Realms(cql, name, known.get());
  }

  private static Optional<State> read(Cql cql, String realm, Level level, Deadline deadline) {
    return cql.read("The look for the realm", level, deadline, bound(READ, realm)).stream()
        .findFirst()
        .map(Realms::state);
  }

  private static State state(Row row) {
    return new State(row.getLong("generation"), row.getLong("purged"), row.getInt("partitions"));
  }

  String name() {
    return realm;
  }

  int partitions() {
    return partitions;
  }

  /** Returns the newest generation that this handle has seen. */
  long guess() {
    return seen.get();
  }

  /** Begins to read the generation; {@link #moved} ends it. */
  CompletableFuture<List<Row>> look(Deadline deadline) {
    return cql.readAsync(Level.QUORUM, deadline, bound(READ, realm));
  }

  /** Tells whether a look has found a newer generation than the one that was guessed. */
  boolean moved(long guessed, CompletableFuture<List<Row>> look, Deadline deadline) {
    List<Row> rows = Cql.await("The look for the realm", deadline, look);
    if (rows.isEmpty()) {
      throw new CorruptStore("the table realms", "the realm has no row", null);
    }
    long now = seen.accumulateAndGet(state(rows.get(0)).generation(), Math::max);
    return now != guessed;
  }

  /**
   * Begins a new generation. One that another drop has begun during this call does as well.
   *
   * @return the new generation
   * @throws StoreUnavailable if none was begun by this call and none ever will be
   * @throws OutcomeUnknown if one may have been begun, or may yet be
   */
  long raise(long old, Deadline deadline) {
    Optional<OutcomeUnknown> unknown = Optional.empty();
    while (true) {
      try {
        cql.conditional(
            "The end of the realm", deadline.share(), List.of(bound(RAISE, old + 1, realm, old)));
      } catch (OutcomeUnknown e) {
        unknown = Optional.of(e);
      } catch (StoreUnavailable e) {
        throw unknown.isPresent() ? unknown.get() : e;
      }
      try {
        long now = seen.accumulateAndGet(state(deadline).generation(), Math::max);
        if (now > old) {
          return now;
        }
      } catch (StoreUnavailable e) {
        throw new OutcomeUnknown("Whether the realm was ended could not be read", e);
      }
    }
  }

  /** Tells whether generations that are over were not erased yet when the realm was opened. */
  boolean hasLeftovers() {
    return leftovers;
  }

  /** Reads the realm's row as Paxos has it. */
  State state(Deadline deadline) {
    return read(cql, realm, Level.SERIAL, deadline)
        .orElseThrow(() -> new CorruptStore("the table realms", "the realm has no row", null));
  }

  /** Remembers that the generations below one are erased. */
  void purged(long below, Deadline deadline) {
    cql.conditional(
        "The note of what is erased", deadline, List.of(bound(PURGED, below, realm, below)));
  }

  /** Runs a body with the generation that holds; again, if another one came meanwhile. */
  <T> T inGeneration(Deadline deadline, LongFunction<T> body) {
    while (true) {
      long guessed = guess();
      CompletableFuture<List<Row>> look = look(deadline);
      T result = body.apply(guessed);
      if (!moved(guessed, look, deadline)) {
        return result;
      }
    }
  }
}
