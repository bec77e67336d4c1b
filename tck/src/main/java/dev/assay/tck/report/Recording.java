package dev.assay.tck.report;

import dev.assay.tck.history.Anomaly;
import dev.assay.tck.history.Answer;
import dev.assay.tck.history.History;
import dev.assay.tck.history.HistoryChecker;
import dev.assay.tck.history.HistoryFile;
import dev.assay.tck.history.InvalidHistory;
import dev.assay.tck.history.Operation;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.TestResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A history that a test left.
 *
 * @param rule the rule that was judged by it
 * @param history the history
 */
record Recording(String rule, History history) {

  /** How the names of the files end in which tests leave histories. */
  private static final List<String> SUFFIXES = List.of(".history.jsonl", ".history.jsonl.gz");

  /** Returns the histories of a run, in the order of the rules, without secrets. */
  static List<Recording> of(KitResult result, UnaryOperator<String> secretless) {
    return result.rules().stream().flatMap(rule -> of(rule, secretless)).toList();
  }

  /**
   * Returns the names of the anomalies in a history, each once.
   *
   * @throws IllegalArgumentException if the history itself is unfit
   */
  static List<String> anomalies(History history) {
    return HistoryChecker.check(history).anomalies().keySet().stream().map(Anomaly::id).toList();
  }

  /** Returns what the report tells of it. */
  Report.RecordedHistory told() {
    return new Report.RecordedHistory(
        rule, history.name(), history.operations().size(), history.digest(), anomalies(history));
  }

  private static Stream<Recording> of(RuleResult rule, UnaryOperator<String> secretless) {
    return rule.tests().stream()
        .map(TestResult::files)
        .flatMap(files -> files.entrySet().stream())
        .filter(file -> SUFFIXES.stream().anyMatch(file.getKey()::endsWith))
        .flatMap(file -> read(file).stream())
        .map(history -> new Recording(rule.rule().id(), secretless(history, secretless)));
  }

  private static List<History> read(Map.Entry<String, byte[]> file) {
    try {
      return HistoryFile.read(new ByteArrayInputStream(file.getValue()));
    } catch (InvalidHistory e) {
      throw new IllegalStateException("A suite left a bad history: " + file.getKey(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // What a driver says of a failure may hold the password that it was given.
  private static History secretless(History history, UnaryOperator<String> secretless) {
    return new History(
        history.name(),
        history.seed(),
        history.kit(),
        history.operations().stream().map(call -> secretless(call, secretless)).toList());
  }

  private static Operation secretless(Operation call, UnaryOperator<String> secretless) {
    Answer answer = call.answer();
    if (answer instanceof Answer.Unknown unknown) {
      answer = new Answer.Unknown(CleanText.line(secretless.apply(unknown.why())));
    } else if (answer instanceof Answer.NotApplied not) {
      answer = new Answer.NotApplied(CleanText.line(secretless.apply(not.why())));
    }
    return new Operation(call.client(), call.start(), call.end(), call.call(), answer);
  }
}
