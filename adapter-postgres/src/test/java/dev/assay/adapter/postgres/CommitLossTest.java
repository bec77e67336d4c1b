package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What became of commits whose answer was lost is told for each of them, and never guessed. */
@Timeout(60)
class CommitLossTest {

  private final Realm realm = TestServer.freshRealm();
  private final LostAnswers network = new LostAnswers();
  private final PostgresEventStore store = open(network);
  private final PostgresEventStore calm = open(new LostAnswers());

  private PostgresEventStore open(LostAnswers over) {
    return PostgresEventStore.open(over.source(), PostgresConfig.of(realm));
  }

  @AfterEach
  void close() {
    store.close();
    calm.close();
  }

  @Test
  void aSingleCommitFindsItsReceipt() {
    network.loseNextCommit();
    assertThat(store.commit(commit("1", "r-1", ExpectedVersion.any())))
        .isInstanceOf(CommitResult.Committed.class);
    assertThat(store.commit(commit("1", "r-1", ExpectedVersion.any())))
        .isInstanceOf(CommitResult.Duplicate.class);
    network.loseNextCommit();
    assertThat(store.commit(commit("1", "r-1", ExpectedVersion.any())))
        .isInstanceOf(CommitResult.Duplicate.class);
    assertThat(head("1")).isEqualTo(1);
  }

  @Test
  void aSingleRefusalThatWasLostStaysUnknown() {
    network.loseNextCommit();
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> store.commit(commit("1", "r-1", ExpectedVersion.exactly(7))));
    assertThat(head("1")).isZero();
  }

  @Test
  void ofTwoCommitsOfOneRequestOneIsTheDuplicate() {
    network.loseNextCommit();
    List<CommitOutcome> outcomes =
        store.commitAll(
            List.of(
                commit("1", "r-1", ExpectedVersion.any()),
                commit("2", "r-1", ExpectedVersion.any()),
                commit("1", "r-1", ExpectedVersion.any())));
    assertThat(outcomes.get(0)).isInstanceOf(CommitResult.Committed.class);
    assertThat(outcomes.get(1)).isInstanceOf(CommitResult.Committed.class);
    assertThat(outcomes.get(2)).isInstanceOf(CommitResult.Duplicate.class);
    assertThat(head("1")).isEqualTo(1);
  }

  @Test
  void aRefusedMemberIsJudgedAgain() {
    network.loseNextCommit();
    List<CommitOutcome> outcomes =
        store.commitAll(
            List.of(
                commit("1", "r-1", ExpectedVersion.exactly(7)),
                commit("2", "r-1", ExpectedVersion.any())));
    assertThat(outcomes.get(0)).isEqualTo(new CommitResult.VersionConflict(0));
    assertThat(outcomes.get(1)).isInstanceOf(CommitResult.Committed.class);
  }

  @Test
  void aRefusedMemberIsNotJudgedAgainBehindALaterOne() {
    network.loseNextCommit();
    List<CommitOutcome> outcomes =
        store.commitAll(
            List.of(
                commit("1", "r-1", ExpectedVersion.exactly(1)),
                commit("1", "r-2", ExpectedVersion.any())));
    assertThat(failure(outcomes.get(0))).isInstanceOf(StoreUnavailable.class);
    assertThat(outcomes.get(1)).isInstanceOf(CommitResult.Committed.class);
    assertThat(head("1")).isEqualTo(1);
  }

  @Test
  void aJointCommitFindsItsReceipts() {
    List<Commit> commits =
        List.of(
            commit("1", "r-1", ExpectedVersion.any()), commit("2", "r-1", ExpectedVersion.any()));
    network.loseNextCommit();
    assertThat(store.commitTogether(commits)).isInstanceOf(JointResult.Committed.class);
    network.loseNextCommit();
    assertThat(store.commitTogether(commits)).isInstanceOf(JointResult.Duplicate.class);
  }

  @Test
  void aJointCommitThatHoldsAnOldRequestIsRefused() {
    calm.commit(commit("2", "r-1", ExpectedVersion.any()));
    network.loseNextCommit();
    JointResult result =
        store.commitTogether(
            List.of(
                commit("1", "r-1", ExpectedVersion.any()),
                commit("2", "r-1", ExpectedVersion.any())));
    assertThat(result)
        .isInstanceOfSatisfying(
            JointResult.Refused.class, refused -> assertThat(refused.index()).isEqualTo(1));
    assertThat(head("1")).isZero();
  }

  @Test
  void nothingIsSentToAStreamBehindAnUnknownOutcome() {
    // The first group is full; all of it is refused, so its lost answer cannot be found.
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      commits.add(commit("1", "r-" + i, ExpectedVersion.exactly(7)));
    }
    commits.add(commit("1", "behind", ExpectedVersion.any()));
    commits.add(commit("2", "behind", ExpectedVersion.any()));
    network.loseNextCommit();
    List<CommitOutcome> outcomes = store.commitAll(commits);
    assertThat(outcomes.subList(0, 100))
        .allSatisfy(one -> assertThat(failure(one)).isInstanceOf(OutcomeUnknown.class));
    assertThat(failure(outcomes.get(100))).isInstanceOf(StoreUnavailable.class);
    assertThat(outcomes.get(101)).isInstanceOf(CommitResult.Committed.class);
    assertThat(head("1")).isZero();
  }

  @Test
  void aHeldStreamOfAListFailsAloneAndInOrder() throws Exception {
    try (PostgresEventStore quick =
            PostgresEventStore.open(
                new LostAnswers().source(),
                PostgresConfig.of(realm).withTimeout(Duration.ofSeconds(2)));
        Connection holder = TestServer.connect()) {
      holder.setAutoCommit(false);
      TestServer.hold(holder, realm, new StreamId("account", "1"));
      List<CommitOutcome> outcomes =
          quick.commitAll(
              List.of(
                  commit("1", "r-1", ExpectedVersion.any()),
                  commit("2", "r-1", ExpectedVersion.any()),
                  commit("1", "r-2", ExpectedVersion.any())));
      assertThat(failure(outcomes.get(0))).isInstanceOf(StoreUnavailable.class);
      assertThat(outcomes.get(1)).isInstanceOf(CommitResult.Committed.class);
      assertThat(failure(outcomes.get(2))).isInstanceOf(StoreUnavailable.class);
      holder.rollback();
    }
  }

  private long head(String id) {
    return calm.read(new StreamId("account", id), 0, 1, Direction.FORWARD).head();
  }

  private static Throwable failure(CommitOutcome outcome) {
    assertThat(outcome).isInstanceOf(CommitOutcome.Failed.class);
    return ((CommitOutcome.Failed) outcome).error();
  }

  private static Commit commit(String id, String request, ExpectedVersion expected) {
    return Commit.to(new StreamId("account", id), new RequestId(request))
        .expecting(expected)
        .event("opened", Json.of(1))
        .build();
  }
}
