package dev.assay.adapter.memory;

import dev.assay.spi.Realm;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A backend that all handles of one name share: the realms, and the one lock round them. */
final class MemoryViews {

  private static final Map<String, MemoryViews> BY_NAME = new ConcurrentHashMap<>();

  /** Held by every call while it reads or writes. */
  final ReentrantLock lock = new ReentrantLock();

  /** Signalled after every write and every close. */
  final Condition changed = lock.newCondition();

  private final Map<Realm, MemoryViewRealm> realms = new HashMap<>();

  static MemoryViews named(String name) {
    return BY_NAME.computeIfAbsent(name, n -> new MemoryViews());
  }

  MemoryViewRealm realm(Realm realm) {
    return realms.computeIfAbsent(realm, r -> new MemoryViewRealm());
  }

  void drop(Realm realm) {
    realms.remove(realm);
  }
}
