package dev.assay.adapter.cassandra;

import dev.assay.adapter.cassandra.Cql.Level;
import dev.assay.adapter.cassandra.FeedTable.Intent;
import dev.assay.spi.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what became of attempts whose intents stand in the feed. Clocks decide how long a reader
 * waits for a writer, and nothing else. Thread-safe.
 */
final class IntentResolver {

  private static final long PATIENCE_NANOS = Duration.ofSeconds(4).toNanos();
  private static final int MOST_WATCHED = 10_000;

  private final StreamTable streams;
  private final FeedTable feed;
  // When this process first met an attempt that was undecided.
  private final Map<Attempt, Long> watched = new ConcurrentHashMap<>();

  IntentResolver(StreamTable streams, FeedTable feed) {
    this.streams = streams;
    this.feed = feed;
  }

  /** What became of an attempt. */
  enum Decision {
    /** It was applied. */
    COMMITTED,
    /** It was not, and never will be. */
    DEAD,
    /** It was not, but still may be. */
    PENDING
  }

  /** Decides about an attempt that was not seen to be applied. */
  Decision decide(long generation, int partition, Intent intent, Deadline deadline) {
    Decision decision;
    try {
      // A look that Paxos takes part in would push a writer back that is at work.
      decision =
          isOld(intent) || isPast(generation, intent, Level.QUORUM, deadline)
              ? ask(generation, intent, deadline)
              : Decision.PENDING;
      if (decision == Decision.PENDING && isOld(intent)) {
        decision = fence(generation, intent, deadline);
      }
    } catch (StoreException e) {
      decision = Decision.PENDING;
    }
    return noted(generation, partition, intent, decision);
  }

  /** Clears away what is old among attempts that nobody waits for yet. */
  void tidy(long generation, int partition, List<Intent> intents, Deadline deadline) {
    for (Intent intent : intents) {
      if (isOld(intent)) {
        Decision unused = decide(generation, partition, intent, deadline);
      } else {
        watch(intent);
      }
    }
  }

  private boolean isPast(long generation, Intent intent, Level level, Deadline deadline) {
    return streams.state(generation, intent.stream(), level, deadline).isPast(intent.attempt());
  }

  private Decision noted(long generation, int partition, Intent intent, Decision decision) {
    if (decision == Decision.PENDING) {
      watch(intent);
    } else {
      watched.remove(intent.attempt());
    }
    if (decision == Decision.DEAD) {
      feed.removeIntent(generation, partition, intent.attempt());
    }
    return decision;
  }

  private void watch(Intent intent) {
    if (watched.size() < MOST_WATCHED) {
      watched.putIfAbsent(intent.attempt(), System.nanoTime());
    }
  }

  // The state comes first: what stands at or below the last attempt is decided, so the request's
  // row, read later, tells how.
  private Decision ask(long generation, Intent intent, Deadline deadline) {
    boolean past = isPast(generation, intent, Level.SERIAL, deadline);
    Optional<String> by =
        Cql.await(
            "The look for the receipt",
            deadline,
            streams.attemptOfAsync(generation, intent.stream(), intent.request(), deadline));
    if (by.isPresent()) {
      return by.get().equals(intent.attempt().text()) ? Decision.COMMITTED : Decision.DEAD;
    }
    return past ? Decision.DEAD : Decision.PENDING;
  }

  private boolean isOld(Intent intent) {
    Long since = watched.get(intent.attempt());
    return Attempt.now() > intent.until()
        || (since != null && System.nanoTime() - since > PATIENCE_NANOS);
  }

  private Decision fence(long generation, Intent intent, Deadline deadline) {
    boolean fenced =
        Fence.raise(streams, generation, intent.stream(), intent.attempt(), deadline.share());
    return fenced ? Decision.DEAD : ask(generation, intent, deadline);
  }
}
