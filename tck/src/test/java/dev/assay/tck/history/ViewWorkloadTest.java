package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Workloads of views and cursors repeat by their seed, and record what they do. */
final class ViewWorkloadTest {

  private static final WorkloadSize SMALL = new WorkloadSize(8, 8, Duration.ofSeconds(5));

  private final String backend = "workload-" + UUID.randomUUID();

  @Test
  void theSameSeedMakesTheSamePlan() {
    assertThat(ViewPlanner.plan(7, 12)).isEqualTo(ViewPlanner.plan(7, 12));
    assertThat(ViewPlanner.plan(7, 12)).isNotEqualTo(ViewPlanner.plan(8, 12));
  }

  @Test
  void viewsAreWrittenRefusedRemovedAndRead() {
    History history = ViewWorkload.run(5, SMALL, List.of(open(), open()));
    assertThat(history.operations())
        .extracting(operation -> (Object) operation.answer().getClass())
        .contains(
            Answer.Applied.class,
            Answer.Stale.class,
            Answer.Present.class,
            Answer.Removed.class,
            Answer.Absent.class);
  }

  @Test
  void cursorsAreRecordedAsStreams() {
    History history = CursorWorkload.run(5, SMALL, List.of(open(), open()));
    assertThat(history.operations())
        .extracting(operation -> (Object) operation.answer().getClass())
        .contains(Answer.Committed.class, Answer.Slice.class);
    long saved =
        history.operations().stream()
            .filter(operation -> operation.answer() instanceof Answer.Committed)
            .count();
    long heads =
        history.operations().stream()
            .filter(operation -> operation.client() == 6)
            .mapToLong(operation -> ((Answer.Slice) operation.answer()).head())
            .sum();
    assertThat(heads).as("versions of all cursors in the end").isEqualTo(saved);
  }

  private MemoryViewStore open() {
    return MemoryViewStore.open(backend, new Realm("r"));
  }
}
