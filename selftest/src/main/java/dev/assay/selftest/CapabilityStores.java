package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Stores that declare more, or less, than they are; and one that hangs. */
public final class CapabilityStores {

  private static final String BACKEND = "capabilities";

  private CapabilityStores() {}

  /** Opens a right store that declares no capability and has none. */
  public static EventStore least(Realm realm) {
    return new ForwardingLeastEventStore(MemoryEventStore.open(BACKEND, realm));
  }

  /** Opens a store that has every capability and declares only some. */
  public static EventStore declaring(Realm realm, Set<Capability> declared) {
    return new ForwardingEventStore(MemoryEventStore.open(BACKEND, realm)) {
      @Override
      public Declaration declaration() {
        return Declarations.with(super.declaration(), declared);
      }
    };
  }

  /** Opens a store that has no capability and declares truncation. */
  public static EventStore boastful(Realm realm) {
    return new ForwardingLeastEventStore(MemoryEventStore.open(BACKEND, realm)) {
      @Override
      public Declaration declaration() {
        return Declarations.with(super.declaration(), Set.of(Capability.TRUNCATION));
      }
    };
  }

  /** Opens a store whose commits wait for a latch. */
  public static EventStore hanging(Realm realm, CountDownLatch latch) {
    return new ForwardingLeastEventStore(MemoryEventStore.open(BACKEND, realm)) {
      @Override
      public CommitResult commit(Commit commit) {
        try {
          latch.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return super.commit(commit);
      }
    };
  }
}
