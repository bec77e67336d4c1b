package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.tck.history.Answer;
import dev.assay.tck.history.Call;
import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryChecker;
import dev.assay.tck.history.HistoryFile;
import dev.assay.tck.history.Operation;
import dev.assay.tck.history.WorkloadSize;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleContext;
import java.time.Duration;
import java.util.List;

/** Keeps recorded histories with the result of their test, and judges them. */
final class Histories {

  /** Waves of a workload in the quick profile. */
  static final int WAVES = 24;

  private static final int LEAST_WAVES = 4;
  private static final WorkloadSize QUICK =
      new WorkloadSize(WAVES, LEAST_WAVES, Duration.ofMillis(600));
  private static final WorkloadSize FULL = new WorkloadSize(60, LEAST_WAVES, Duration.ofSeconds(3));

  // One in this many writes may have no answer.
  private static final int IN = 50;

  private Histories() {}

  static WorkloadSize size(Profile profile) {
    return profile == Profile.QUICK ? QUICK : FULL;
  }

  /** Keeps a history with the result of its test, and asserts that the checker finds nothing. */
  static void assertRight(RuleContext context, History history) {
    context.attach(history.name() + ".history.jsonl.gz", HistoryFile.compressed(List.of(history)));
    context.evidence("operations", history.operations().size());
    context.evidence("clients", clients(history));
    HistoryChecker.check(history).throwIfWrong();
  }

  /** Asserts that nearly every call got an answer that says what happened. */
  static void assertKnown(RuleContext context, History history) {
    context.evidence("operations", history.operations().size());
    context.evidence("clients", clients(history));
    assertThat(doubtful(history, false)).as("reads that were not answered").isEmpty();
    List<Operation> doubtful = doubtful(history, true);
    long writes = history.operations().stream().filter(Histories::isWrite).count();
    context.evidence("writes without an answer", doubtful.size());
    assertThat((long) doubtful.size())
        .as(
            "writes, of %d, whose answer does not say what happened, such as: %s",
            writes, doubtful.stream().findFirst().map(Histories::told).orElse("none"))
        .isLessThanOrEqualTo(writes / IN);
  }

  private static List<Operation> doubtful(History history, boolean writes) {
    return history.operations().stream()
        .filter(operation -> isWrite(operation) == writes)
        .filter(Histories::isDoubtful)
        .toList();
  }

  private static long clients(History history) {
    return history.operations().stream().map(Operation::client).distinct().count();
  }

  private static boolean isWrite(Operation operation) {
    return operation.call() instanceof Call.Commit
        || operation.call() instanceof Call.Put
        || operation.call() instanceof Call.Remove;
  }

  private static boolean isDoubtful(Operation operation) {
    return operation.answer() instanceof Answer.Unknown
        || operation.answer() instanceof Answer.NotApplied;
  }

  private static String told(Operation operation) {
    return operation.call() + " → " + operation.answer();
  }
}
