package dev.assay.adapter.cassandra;

import java.util.Map;
import java.util.WeakHashMap;

/** What the handles on one session and keyspace share in this process. Thread-safe. */
final class SessionShare {

  private static final Map<Cql, SessionShare> OPEN = new WeakHashMap<>();
  private static final int BELLS = 64;

  private final StreamTurns turns = new StreamTurns();
  private final AttemptClock clock = new AttemptClock();
  private final Bell[] bells = new Bell[BELLS];

  private SessionShare() {
    for (int i = 0; i < BELLS; i++) {
      bells[i] = new Bell();
    }
  }

  static SessionShare of(Cql cql) {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(cql, some -> new SessionShare());
    }
  }

  StreamTurns turns() {
    return turns;
  }

  AttemptClock clock() {
    return clock;
  }

  /** Returns the bell of a realm; another realm may have the same one. */
  Bell bell(String realm) {
    return bells[Math.floorMod(realm.hashCode(), BELLS)];
  }
}
