package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.StreamId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps claims in a table of its own and judges commits itself, under one lock. A right store as
 * far as claims go, but for the feed, which does not show them.
 */
class OwnClaimsStore extends ForwardingEventStore {

  final Map<Claim, StreamId> table;

  OwnClaimsStore(MemoryEventStore store, Map<Claim, StreamId> table) {
    super(store);
    this.table = table;
  }

  /** Returns an empty table of claims. */
  static Map<Claim, StreamId> newTable() {
    return new ConcurrentHashMap<>();
  }

  @Override
  public CommitResult commit(Commit commit) {
    synchronized (table) {
      return judgeAndApply(commit);
    }
  }

  CommitResult judgeAndApply(Commit commit) {
    Optional<CommitResult> refused = judge(commit);
    if (refused.isPresent()) {
      return refused.get();
    }
    Faults.roundTrip();
    CommitResult result = apply(commit);
    if (result instanceof CommitResult.Committed) {
      commit.claims().forEach(claim -> table.put(claim, commit.stream()));
      commit.releases().forEach(claim -> release(claim, commit.stream()));
    }
    return result;
  }

  /** Writes everything but the claims. */
  final CommitResult apply(Commit commit) {
    return super.commit(withoutClaims(commit));
  }

  /** Returns why a commit is refused, or nothing. */
  Optional<CommitResult> judge(Commit commit) {
    Optional<Receipt> original = receipt(commit.stream(), commit.request());
    if (original.isPresent()) {
      return Optional.of(new CommitResult.Duplicate(original.get()));
    }
    long head = read(commit.stream(), 1, 0, Direction.FORWARD).head();
    if (!commit.expected().holdsAt(head)) {
      return Optional.of(new CommitResult.VersionConflict(head));
    }
    return judgeClaims(commit.claims(), commit.stream());
  }

  Optional<CommitResult> judgeClaims(List<Claim> claims, StreamId stream) {
    for (Claim claim : claims) {
      StreamId holder = table.getOrDefault(claim, stream);
      if (!holder.equals(stream)) {
        return Optional.of(new CommitResult.ClaimTaken(claim, holder));
      }
    }
    return Optional.empty();
  }

  void release(Claim claim, StreamId stream) {
    table.remove(claim, stream);
  }

  static Commit withoutClaims(Commit commit) {
    return new Commit(
        commit.stream(),
        commit.request(),
        commit.expected(),
        commit.events(),
        commit.effects(),
        List.of(),
        List.of(),
        commit.response());
  }

  @Override
  public Optional<StreamId> holder(Claim claim) {
    super.holder(claim);
    return Optional.ofNullable(table.get(claim));
  }

  @Override
  public void dropRealm() {
    super.dropRealm();
    table.clear();
  }
}
