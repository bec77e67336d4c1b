package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.history.CursorWorkload;
import dev.assay.tck.history.History;
import dev.assay.tck.history.ViewWorkload;
import dev.assay.tck.history.WorkloadSize;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Proves recorded histories of concurrent clients of a view store right. */
@Isolated("records how its own clients meet")
@Execution(ExecutionMode.SAME_THREAD)
public abstract class ViewHistorySuite extends ViewStoreSuite {

  private static final int HANDLES = 3;

  @Test
  @Rule("HISTORY-8")
  void healthyViewStoreKnowsItsAnswers() {
    Histories.assertKnown(context(), record(Histories.size(profile())));
  }

  @Test
  @Rule("HISTORY-9")
  void viewsAreLinearizable() {
    Histories.assertRight(context(), record(Histories.size(profile())));
  }

  @Test
  @Rule("HISTORY-10")
  @Requires(Capability.CURSORS)
  void cursorsAreComparedAndSet() {
    Histories.assertRight(context(), recordCursors(Histories.size(profile())));
  }

  /** Runs a workload of views through several handles. */
  final History record(WorkloadSize size) {
    return ViewWorkload.run(random().nextLong(), size, handles());
  }

  /** Runs a workload of cursors through several handles. */
  final History recordCursors(WorkloadSize size) {
    List<CursorStore> stores =
        handles().stream().map(handle -> capability(CursorStore.class, handle)).toList();
    return CursorWorkload.run(random().nextLong(), size, stores);
  }

  private List<ViewStore> handles() {
    List<ViewStore> handles = new ArrayList<>(List.of(store()));
    while (handles.size() < HANDLES) {
      handles.add(another());
    }
    evidence("handles", HANDLES);
    return handles;
  }
}
