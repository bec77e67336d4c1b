package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.EventStoreFixture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Stores that are wrong about commits to several streams. */
final class FaultyJointStores {

  private FaultyJointStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.event(ReceiptsByName.class, ReceiptsByName::new, "JOINT-1"),
        FaultyStore.event(WritesUntilRefused.class, WritesUntilRefused::new, "JOINT-2"),
        FaultyStore.event(ReleasesFirst.class, ReleasesFirst::new, "JOINT-3"),
        FaultyStore.event(FillsUpDuplicates.class, FillsUpDuplicates::new, "JOINT-4"),
        FaultyStore.fixture(
            JointInTwoSteps.class, JointInTwoSteps::fixture, "JOINT-5", "HISTORY-7"),
        FaultyStore.fixture(LocksInListOrder.class, LocksInListOrder::fixture, "JOINT-6"),
        FaultyStore.event(
            JointChecksThenActs.class, JointChecksThenActs::new, "JOINT-7", "HISTORY-7"),
        FaultyStore.event(TakesAStreamTwice.class, TakesAStreamTwice::new, "JOINT-8"));
  }

  private static Commit unconditional(Commit commit) {
    Commit.Builder builder =
        Commit.to(commit.stream(), commit.request())
            .events(commit.events())
            .responding(commit.response());
    commit.effects().forEach(builder::effect);
    commit.claims().forEach(builder::claim);
    commit.releases().forEach(builder::release);
    return builder.build();
  }

  @Flaw("Takes the streams in order of their names, and returns the receipts so.")
  static final class ReceiptsByName extends ForwardingEventStore {

    ReceiptsByName(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      JointResult result = super.commitTogether(commits);
      return result instanceof JointResult.Committed committed
          ? new JointResult.Committed(sorted(committed.receipts()))
          : result;
    }

    private static List<Receipt> sorted(List<Receipt> receipts) {
      return receipts.stream()
          .sorted(Comparator.comparing(receipt -> receipt.stream().toString()))
          .toList();
    }
  }

  @Flaw("Writes one commit after the other until one is refused.")
  static final class WritesUntilRefused extends ForwardingEventStore {

    WritesUntilRefused(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      List<Receipt> receipts = new ArrayList<>();
      for (Commit commit : commits) {
        CommitResult result = commit(commit);
        if (!(result instanceof CommitResult.Committed committed)) {
          return new JointResult.Refused(receipts.size(), result);
        }
        receipts.add(committed.receipt());
      }
      return new JointResult.Committed(receipts);
    }
  }

  @Flaw("Lets a commit claim what another one of the same joint commit releases.")
  static final class ReleasesFirst extends ForwardingEventStore {

    ReleasesFirst(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      JointResult result = super.commitTogether(commits);
      if (result instanceof JointResult.Refused refused
          && refused.result() instanceof CommitResult.ClaimTaken taken
          && commits.stream().anyMatch(commit -> commit.releases().contains(taken.claim()))) {
        return inOrder(commits, taken.claim());
      }
      return result;
    }

    private JointResult inOrder(List<Commit> commits, Claim key) {
      Map<Commit, Receipt> receipts = new LinkedHashMap<>();
      commits.stream()
          .sorted(Comparator.comparing(commit -> !commit.releases().contains(key)))
          .forEach(c -> receipts.put(c, ((CommitResult.Committed) commit(c)).receipt()));
      return new JointResult.Committed(
          commits.stream().map(c -> Optional.ofNullable(receipts.get(c)).orElseThrow()).toList());
    }
  }

  @Flaw("Applies what is new and takes what was applied before along.")
  static final class FillsUpDuplicates extends ForwardingEventStore {

    FillsUpDuplicates(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      JointResult result = super.commitTogether(commits);
      if (result instanceof JointResult.Refused refused
          && refused.result() instanceof CommitResult.Duplicate) {
        commits.forEach(commit -> commit(unconditional(commit)));
        return super.commitTogether(commits);
      }
      return result;
    }
  }

  @Flaw("Is right about everything but what readers see between the two writes.")
  static final class JointInTwoSteps extends ForwardingEventStore {

    private final Object lock;

    JointInTwoSteps(MemoryEventStore store, Object lock) {
      super(store);
      this.lock = lock;
    }

    static EventStoreFixture fixture() {
      String backend = "faulty-" + UUID.randomUUID();
      Object lock = new Object();
      return realm -> new JointInTwoSteps(MemoryEventStore.open(backend, realm), lock);
    }

    @Override
    public CommitResult commit(Commit commit) {
      synchronized (lock) {
        return super.commit(commit);
      }
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      synchronized (lock) {
        for (int i = 0; i < commits.size(); i++) {
          Commit commit = commits.get(i);
          long head = read(commit.stream(), 1, 0, Direction.FORWARD).head();
          if (!commit.expected().holdsAt(head)) {
            return new JointResult.Refused(i, new CommitResult.VersionConflict(head));
          }
        }
        List<Receipt> receipts = new ArrayList<>();
        for (Commit commit : commits) {
          receipts.add(((CommitResult.Committed) super.commit(commit)).receipt());
          Faults.roundTrip();
        }
        return new JointResult.Committed(receipts);
      }
    }
  }

  @Flaw("Locks the streams in the order of the list, and gives up when it waits too long.")
  static final class LocksInListOrder extends ForwardingEventStore {

    private final Map<StreamId, ReentrantLock> locks;

    LocksInListOrder(MemoryEventStore store, Map<StreamId, ReentrantLock> locks) {
      super(store);
      this.locks = locks;
    }

    static EventStoreFixture fixture() {
      String backend = "faulty-" + UUID.randomUUID();
      Map<StreamId, ReentrantLock> locks = new ConcurrentHashMap<>();
      return realm -> new LocksInListOrder(MemoryEventStore.open(backend, realm), locks);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      List<ReentrantLock> held = new ArrayList<>();
      try {
        for (Commit commit : commits) {
          held.add(locked(commit.stream()));
          Faults.roundTrip();
        }
        return super.commitTogether(commits);
      } finally {
        held.forEach(ReentrantLock::unlock);
      }
    }

    private ReentrantLock locked(StreamId stream) {
      ReentrantLock lock = locks.computeIfAbsent(stream, key -> new ReentrantLock());
      try {
        if (lock.tryLock(500, TimeUnit.MILLISECONDS)) {
          return lock;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new StoreUnavailable("A deadlock was broken", null);
    }
  }

  @Flaw("Checks the versions first and writes whatever the versions are by then.")
  static final class JointChecksThenActs extends ForwardingEventStore {

    JointChecksThenActs(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      for (int i = 0; i < commits.size(); i++) {
        Commit commit = commits.get(i);
        long head = read(commit.stream(), 1, 0, Direction.FORWARD).head();
        if (!commit.expected().holdsAt(head)) {
          return new JointResult.Refused(i, new CommitResult.VersionConflict(head));
        }
      }
      Faults.roundTrip();
      return super.commitTogether(commits.stream().map(FaultyJointStores::unconditional).toList());
    }
  }

  @Flaw("Leaves out a commit whose stream stood in the list before.")
  static final class TakesAStreamTwice extends ForwardingEventStore {

    TakesAStreamTwice(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      Map<StreamId, Commit> distinct = new LinkedHashMap<>();
      commits.forEach(commit -> distinct.putIfAbsent(commit.stream(), commit));
      return super.commitTogether(List.copyOf(distinct.values()));
    }
  }
}
