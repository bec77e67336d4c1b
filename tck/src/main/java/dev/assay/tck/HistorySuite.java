package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.history.EventMix;
import dev.assay.tck.history.EventWorkload;
import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryViolation;
import dev.assay.tck.history.WorkloadSize;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Proves recorded histories of concurrent clients of an event store right. */
@Isolated("records how its own clients meet")
@Execution(ExecutionMode.SAME_THREAD)
public abstract class HistorySuite extends EventStoreSuite {

  private static final int HANDLES = 3;

  @Test
  @Rule("HISTORY-1")
  void streamsAreLinearizable() {
    assertRight(EventMix.streams());
  }

  @Test
  @Rule("HISTORY-2")
  void requestsAreAppliedOnce() {
    assertRight(EventMix.requests());
  }

  @Test
  @Rule("HISTORY-3")
  void refusalsAreJustifiedAndLeaveNoTrace() {
    assertRight(EventMix.refusals());
  }

  @Test
  @Rule("HISTORY-4")
  void followersSeeEverythingOnceInOrder() {
    assertRight(EventMix.feeds());
  }

  @Test
  @Rule("HISTORY-5")
  @Requires(Capability.CLAIMS)
  void claimsHaveOneHolder() {
    assertRight(EventMix.claims());
  }

  @Test
  @Rule("HISTORY-6")
  void listsAndLongCommitsAreWhole() {
    assertRight(EventMix.lists());
  }

  @Test
  @Rule("HISTORY-7")
  @Requires(Capability.JOINT_COMMITS)
  void jointCommitsAreWhole() {
    EventMix mix = EventMix.together();
    WorkloadSize size = Histories.size(profile());
    History history = record(mix, size);
    Histories.assertRight(context(), history);
    EventWorkload.checkTogether(mix, size, history)
        .ifPresent(
            torn -> {
              throw new HistoryViolation("A joint commit showed in part", torn);
            });
  }

  @Test
  @Rule("HISTORY-8")
  void healthyStoreKnowsItsAnswers() {
    Histories.assertKnown(context(), record(EventMix.everything(), Histories.size(profile())));
  }

  private void assertRight(EventMix mix) {
    Histories.assertRight(context(), record(mix, Histories.size(profile())));
  }

  /** Runs a workload through several handles. */
  final History record(EventMix mix, WorkloadSize size) {
    List<EventStore> handles = new ArrayList<>(List.of(store()));
    while (handles.size() < HANDLES) {
      handles.add(another());
    }
    evidence("handles", HANDLES);
    return EventWorkload.run(mix, random().nextLong(), size, handles);
  }
}
