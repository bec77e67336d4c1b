package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proves optimistic locking. */
public abstract class LockSuite extends EventStoreSuite {

  @Test
  @Rule("LOCK-1")
  void exactlyOneOfTheRacingWritersWins() {
    List<EventStore> handles = List.of(store(), another());
    StreamId growing = stream();
    int rounds = pick(Rounds.QUICK, Rounds.FULL);
    for (int round = 0; round < rounds; round++) {
      oneWins(handles, round % 2 == 0 ? growing : stream());
    }
    evidence("rounds", rounds);
    evidence("writers", Rounds.WRITERS);
  }

  private void oneWins(List<EventStore> handles, StreamId stream) {
    long head = head(stream);
    List<CommitResult> results =
        Rounds.race(handles, i -> commit(stream, ExpectedVersion.exactly(head), 1));
    assertThat(results)
        .as("answers to writers that all expect version %d of %s", head, stream)
        .matches(Rounds::oneWon, "one Committed, all others VersionConflict");
    assertThat(head(stream)).as("version after the race").isEqualTo(head + 1);
  }

  @Test
  @Rule("LOCK-2")
  void tooHighAndTooLowBothConflict() {
    StreamId stream = stream();
    append(stream, 3);
    for (long wrong : new long[] {0, 1, 2, 4, 5, 1000, Long.MAX_VALUE}) {
      CommitResult result = store().commit(commit(stream, ExpectedVersion.exactly(wrong), 1));
      assertThat(result)
          .as("answer to a commit that expects version %d of a stream at version 3", wrong)
          .isInstanceOf(CommitResult.VersionConflict.class);
    }
    CommitResult unborn = store().commit(commit(stream(), ExpectedVersion.exactly(1), 1));
    assertThat(unborn).isInstanceOf(CommitResult.VersionConflict.class);
    assertThat(head(stream)).isEqualTo(3);
    assertThat(committed(store().commit(commit(stream, ExpectedVersion.exactly(3), 1))).after())
        .isEqualTo(4);
  }

  @Test
  @Rule("LOCK-2")
  void commitsWithoutEventsConflictToo() {
    StreamId stream = stream();
    append(stream, 2);
    for (long wrong : new long[] {0, 1, 3}) {
      CommitResult result = store().commit(commit(stream, ExpectedVersion.exactly(wrong), 0));
      assertThat(result)
          .as("answer to a commit without events that expects version %d of 2", wrong)
          .isInstanceOf(CommitResult.VersionConflict.class);
    }
  }

  @Test
  @Rule("LOCK-3")
  void conflictCarriesTheActualVersion() {
    StreamId stream = stream();
    assertThat(conflict(store().commit(commit(stream, ExpectedVersion.exists(), 1)))).isZero();
    assertThat(conflict(store().commit(commit(stream, ExpectedVersion.exactly(5), 1)))).isZero();
    append(stream, 4);
    for (ExpectedVersion wrong :
        List.of(
            ExpectedVersion.noStream(), ExpectedVersion.exactly(3), ExpectedVersion.exactly(9))) {
      assertThat(conflict(store().commit(commit(stream, wrong, 1)))).isEqualTo(4);
    }
  }

  @Test
  @Rule("LOCK-3")
  void conflictInARaceCarriesAVersionOfThatTime() {
    List<EventStore> handles = List.of(store(), another());
    StreamId stream = stream();
    for (int round = 0; round < pick(10, 50); round++) {
      long head = head(stream);
      List<CommitResult> results =
          Rounds.race(handles, i -> commit(stream, ExpectedVersion.exactly(head), 3));
      for (CommitResult result : results) {
        if (result instanceof CommitResult.VersionConflict conflict) {
          assertThat(conflict.actual())
              .as("actual version after one commit of 3 events to version %d", head)
              .isEqualTo(head + 3);
        }
      }
    }
  }

  @Test
  @Rule("LOCK-4")
  void loneWriterNeverConflictsWhileOthersReadAndRepeat() {
    StreamId stream = stream();
    int commits = pick(60, 300);
    Receipt first = append(stream, 1);
    Commit again = Commit.to(stream, first.request()).events(events(1)).build();
    List<EventStore> handles = List.of(store(), another());
    List<Outcome<Long>> outcomes =
        Race.of(4)
            .run(
                i -> {
                  EventStore handle = handles.get(i % 2);
                  return i == 0
                      ? writeAlone(handle, stream, commits)
                      : repeat(handle, again, commits);
                });
    outcomes.forEach(Outcome::value);
    assertThat(head(stream)).isEqualTo(1 + commits);
    evidence("commits beside readers", commits);
  }

  private long writeAlone(EventStore handle, StreamId stream, int commits) {
    for (long version = 1; version <= commits; version++) {
      CommitResult result = handle.commit(commit(stream, ExpectedVersion.exactly(version), 1));
      assertThat(result)
          .as("answer to the only writer of %s, who expects version %d", stream, version)
          .isInstanceOf(CommitResult.Committed.class);
    }
    return commits;
  }

  private static long repeat(EventStore handle, Commit again, int times) {
    for (int i = 0; i < times; i++) {
      duplicate(handle.commit(again));
      readAll(handle, again.stream());
    }
    return times;
  }

  @Test
  @Rule("LOCK-4")
  void racingCommitsWithoutEventsDoNotExcludeEachOther() {
    List<EventStore> handles = List.of(store(), another());
    for (int round = 0; round < pick(8, 40); round++) {
      StreamId stream = stream();
      append(stream, 2);
      assertThat(Rounds.race(handles, i -> commit(stream, ExpectedVersion.exactly(2), 0)))
          .as("answers to racing commits without events that all expect the version 2, which holds")
          .allMatch(CommitResult.Committed.class::isInstance, "Committed");
    }
  }

  @Test
  @Rule("LOCK-5")
  void racingWritersThatExpectNothingLoseNothing() {
    StreamId stream = stream();
    int commits = pick(10, 60);
    List<EventStore> handles = List.of(store(), another());
    List<Outcome<List<Written>>> outcomes =
        Race.of(Rounds.WRITERS).run(i -> writeAny(handles.get(i % 2), stream, commits));
    List<Written> all = new ArrayList<>();
    outcomes.forEach(outcome -> all.addAll(outcome.value()));
    all.sort(Comparator.comparing(written -> written.receipt().after()));

    List<Event> expected = new ArrayList<>();
    long head = 0;
    for (Written written : all) {
      assertThat(written.receipt().before()).as("receipts follow each other").isEqualTo(head);
      head = written.receipt().after();
      expected.addAll(written.commit().events());
    }
    assertThat(contents(readAll(stream)))
        .as("the stream, beside the events in the order of their receipts")
        .isEqualTo(expected);
    evidence("racing commits", all.size());
  }

  private record Written(Commit commit, Receipt receipt) {}

  private List<Written> writeAny(EventStore handle, StreamId stream, int commits) {
    List<Written> written = new ArrayList<>();
    for (int i = 0; i < commits; i++) {
      Commit commit = commit(stream, ExpectedVersion.any(), 1 + i % 3);
      CommitResult result = handle.commit(commit);
      assertThat(result)
          .as("answer to a commit that expects nothing")
          .isInstanceOf(CommitResult.Committed.class);
      written.add(new Written(commit, committed(result)));
    }
    return written;
  }

  @Test
  @Rule("LOCK-6")
  void noStreamMeansVersionZero() {
    StreamId stream = stream();
    committed(store().commit(commit(stream, ExpectedVersion.any(), 0)));
    committed(store().commit(commit(stream, ExpectedVersion.noStream(), 0)));
    Receipt receipt = committed(store().commit(commit(stream, ExpectedVersion.noStream(), 2)));
    assertThat(receipt.after()).isEqualTo(2);
    assertThat(conflict(store().commit(commit(stream, ExpectedVersion.noStream(), 1))))
        .isEqualTo(2);
    committed(store().commit(commit(stream(), ExpectedVersion.noStream(), 1)));
  }

  @Test
  @Rule("LOCK-7")
  void existsMeansVersionOneOrHigher() {
    StreamId stream = stream();
    assertThat(conflict(store().commit(commit(stream, ExpectedVersion.exists(), 1)))).isZero();
    committed(store().commit(commit(stream, ExpectedVersion.any(), 0)));
    assertThat(conflict(store().commit(commit(stream, ExpectedVersion.exists(), 1))))
        .as("version of a stream that has seen a commit without events")
        .isZero();
    append(stream, 1);
    for (int head = 1; head < 5; head++) {
      Receipt receipt = committed(store().commit(commit(stream, ExpectedVersion.exists(), 1)));
      assertThat(receipt.before()).isEqualTo(head);
    }
  }

  @Test
  @Rule("LOCK-8")
  void writersToDifferentStreamsNeverConflict() {
    int commits = pick(15, 100);
    List<EventStore> handles = List.of(store(), another());
    List<StreamId> streams = new ArrayList<>();
    for (int i = 0; i < Rounds.WRITERS; i++) {
      streams.add(stream());
    }
    List<Outcome<Long>> outcomes =
        Race.of(Rounds.WRITERS).run(i -> writeOwn(handles.get(i % 2), streams.get(i), commits));
    outcomes.forEach(Outcome::value);
    for (StreamId stream : streams) {
      assertThat(head(stream)).isEqualTo(commits);
    }
    evidence("commits to different streams", Rounds.WRITERS * commits);
  }

  private long writeOwn(EventStore handle, StreamId stream, int commits) {
    for (long version = 0; version < commits; version++) {
      CommitResult result = handle.commit(commit(stream, ExpectedVersion.exactly(version), 1));
      assertThat(result)
          .as("answer to the only writer of %s, who expects version %d", stream, version)
          .isInstanceOf(CommitResult.Committed.class);
    }
    return commits;
  }
}
