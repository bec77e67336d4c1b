package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workloads repeat by their seed, do what their mix says, and record all of it. */
final class EventWorkloadTest {

  private static final WorkloadSize SMALL = new WorkloadSize(6, 6, Duration.ofSeconds(5));

  static Stream<EventMix> mixes() {
    return Stream.of(
        EventMix.streams(),
        EventMix.requests(),
        EventMix.refusals(),
        EventMix.feeds(),
        EventMix.claims(),
        EventMix.lists(),
        EventMix.together(),
        EventMix.everything());
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void theSameSeedMakesTheSamePlan(EventMix mix) {
    assertThat(EventPlanner.plan(mix, 7, 12)).isEqualTo(EventPlanner.plan(mix, 7, 12));
    assertThat(EventPlanner.plan(mix, 7, 12)).isNotEqualTo(EventPlanner.plan(mix, 8, 12));
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void everyClientIsInTheHistory(EventMix mix) {
    History history = EventWorkload.run(mix, 3, SMALL, handles());
    Set<Integer> clients =
        history.operations().stream().map(Operation::client).collect(Collectors.toSet());
    assertThat(clients).hasSize(mix.clients + mix.followers + 1);
    assertThat(history.operations())
        .filteredOn(operation -> operation.answer() instanceof Answer.Committed)
        .hasSizeGreaterThan(20);
    assertThat(history.operations())
        .filteredOn(operation -> operation.call() instanceof Call.Commit)
        .noneMatch(operation -> operation.answer() instanceof Answer.Unknown);
  }

  @Test
  void aWorkloadEndsWithItsTime() {
    Waves waves = new Waves(1, new WorkloadSize(100, 2, Duration.ZERO));
    assertThat(Stream.generate(() -> next(waves)).takeWhile(going -> going).count()).isEqualTo(2);
    assertThat(waves.running()).isFalse();
  }

  private static boolean next(Waves waves) {
    try {
      return waves.next();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheStoreThrowsIsRecordedAndThrownOn() {
    Recorder recorder = new Recorder();
    RecordingEventStore store = new RecordingEventStore(recorder, 0, handles().get(0));
    Commit tooLarge =
        Commit.to(new StreamId("t", "s"), new RequestId("r"))
            .events(Collections.nCopies(101, new Event("E", Marks.data("m"))))
            .build();
    assertThatThrownBy(() -> store.commit(tooLarge)).isInstanceOf(LimitExceeded.class);
    assertThat(recorder.history("h", 0).operations())
        .singleElement()
        .satisfies(
            operation -> assertThat(operation.answer()).isInstanceOf(Answer.NotApplied.class));
  }

  private static List<EventStore> handles() {
    String backend = "workload-" + UUID.randomUUID();
    Realm realm = new Realm("r");
    return List.of(MemoryEventStore.open(backend, realm), MemoryEventStore.open(backend, realm));
  }
}
