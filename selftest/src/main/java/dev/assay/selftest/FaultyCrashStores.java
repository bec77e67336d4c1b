package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Durability;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Event stores whose server loses something when it is killed. */
final class FaultyCrashStores {

  private FaultyCrashStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.fixture(AnswersBeforeItSyncs.class, AnswersBeforeItSyncs::new, "CRASH-1"),
        FaultyStore.fixture(ReceiptsAreNotSynced.class, ReceiptsAreNotSynced::new, "CRASH-1"),
        FaultyStore.fixture(HalfACommitSurvives.class, HalfACommitSurvives::new, "CRASH-2"),
        FaultyStore.fixture(FeedIndexInMemory.class, FeedIndexInMemory::new, "CRASH-3"),
        FaultyStore.fixture(RequestsInMemory.class, RequestsInMemory::new, "CRASH-4"),
        FaultyStore.fixture(ClaimsInMemory.class, ClaimsInMemory::new, "CRASH-5"),
        FaultyStore.fixture(SaysThatItDoesNotSync.class, SaysThatItDoesNotSync::new, "CRASH-6"),
        FaultyStore.fixture(OneMemberAcknowledges.class, OneMemberAcknowledges::new, "CRASH-10"),
        FaultyStore.fixture(StaysWithOneMember.class, StaysWithOneMember::new, "FAULT-28"));
  }

  @Flaw("A commit is answered before it is on the disk, and the last ones never get there.")
  static final class AnswersBeforeItSyncs extends CrashingServer {

    private static final int LOST = 5;

    @Override
    List<RecordedCommit> found(Realm realm, List<RecordedCommit> written) {
      return written.subList(0, Math.max(0, written.size() - LOST));
    }
  }

  @Flaw("Responses are kept in memory, and receipts are found without them after a crash.")
  static final class ReceiptsAreNotSynced extends CrashingServer {

    @Override
    List<RecordedCommit> found(Realm realm, List<RecordedCommit> written) {
      return written.stream().map(ReceiptsAreNotSynced::withoutResponse).toList();
    }

    private static RecordedCommit withoutResponse(RecordedCommit commit) {
      Receipt receipt = Faults.responding(commit.receipt(), dev.assay.spi.json.JsonNull.INSTANCE);
      return replaced(commit, receipt, commit.events().size());
    }
  }

  @Flaw("The events of a commit reach the disk one by one.")
  static final class HalfACommitSurvives extends CrashingServer {

    @Override
    List<RecordedCommit> found(Realm realm, List<RecordedCommit> written) {
      List<RecordedCommit> found = new ArrayList<>();
      for (RecordedCommit commit : written) {
        boolean torn = !isAcknowledged(realm, commit);
        found.add(torn && commit.events().size() > 1 ? half(commit) : commit);
      }
      return found;
    }

    private static RecordedCommit half(RecordedCommit commit) {
      Receipt receipt = commit.receipt();
      return replaced(commit, Faults.between(receipt, receipt.before(), receipt.before() + 1), 1);
    }
  }

  @Flaw("The index of the feed is kept in memory and holds what came since the start.")
  static final class FeedIndexInMemory extends CrashingServer {

    @Override
    FeedSlice show(Realm realm, FeedSlice slice) {
      Cursor begin = endBeforeRestart(realm);
      return new FeedSlice(
          slice.commits().stream()
              .filter(commit -> commit.receipt().position().cursor().compareTo(begin) > 0)
              .toList(),
          slice.next(),
          slice.caughtUp(),
          slice.heldBackBy());
    }
  }

  @Flaw("Requests are remembered in memory only.")
  static final class RequestsInMemory extends CrashingServer {

    @Override
    CommitResult apply(MemoryEventStore store, Commit commit) {
      Optional<Receipt> known = store.receipt(commit.stream(), commit.request());
      Cursor begin = endBeforeRestart(store.realm());
      if (known.isEmpty() || known.get().position().cursor().compareTo(begin) > 0) {
        return store.commit(commit);
      }
      CommitResult again = store.commit(Faults.anonymous(commit));
      return again instanceof CommitResult.Committed committed
          ? new CommitResult.Committed(Faults.as(committed.receipt(), commit.request()))
          : again;
    }
  }

  @Flaw("Claims are kept in memory only.")
  static final class ClaimsInMemory extends CrashingServer {

    @Override
    List<RecordedCommit> found(Realm realm, List<RecordedCommit> written) {
      return written.stream().map(ClaimsInMemory::withoutClaims).toList();
    }

    private static RecordedCommit withoutClaims(RecordedCommit commit) {
      return new RecordedCommit(
          commit.receipt(),
          commit.events(),
          commit.truncated(),
          commit.effects(),
          List.of(),
          List.of());
    }
  }

  @Flaw("Nothing is lost when the process is killed, but no write is ever forced to the disk.")
  static final class SaysThatItDoesNotSync extends CrashingServer {

    @Override
    Durability durability() {
      return promising(Durability.Promise.NOT_KEPT, "off");
    }
  }

  @Flaw("A commit is acknowledged by the member that took it, and by no other.")
  static final class OneMemberAcknowledges extends CrashingCluster {

    private static final int HELD = 5;

    @Override
    void lost() {
      kill();
      restart();
    }

    @Override
    List<RecordedCommit> found(Realm realm, List<RecordedCommit> written) {
      return written.subList(0, Math.max(0, written.size() - HELD));
    }
  }

  @Flaw("A client stays with the member that it met first.")
  static final class StaysWithOneMember extends CrashingCluster {

    @Override
    void checkUp() {
      super.checkUp();
      if (!firstServes()) {
        throw new StoreUnavailable("The member does not serve", null);
      }
    }
  }

  private static RecordedCommit replaced(RecordedCommit commit, Receipt receipt, int events) {
    return new RecordedCommit(
        receipt,
        commit.events().subList(0, events),
        commit.truncated(),
        commit.effects(),
        commit.claims(),
        commit.releases());
  }
}
