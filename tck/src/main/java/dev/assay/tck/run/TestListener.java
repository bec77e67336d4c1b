package dev.assay.tck.run;

import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.HistoryViolation;
import dev.assay.tck.rule.Rule;
import dev.assay.tck.rule.RuleExtension;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.RuleViolation;
import dev.assay.tck.rule.Specification;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Turns what the JUnit platform tells, from several threads, into results of tests. */
final class TestListener implements TestExecutionListener {

  private final Specification specification;
  private final KitListener listener;
  private final List<TestResult> results = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final Map<String, Map<String, String>> entries = new HashMap<>();
  private final Map<String, Map<String, byte[]>> files = new HashMap<>();
  private final Map<String, Throwable> failures = new HashMap<>();
  private final Map<String, Long> starts = new HashMap<>();

  TestListener(Specification specification, KitListener listener) {
    this.specification = specification;
    this.listener = listener;
  }

  /**
   * Returns the results of all tests.
   *
   * @throws IllegalStateException if something failed that names no rule, such as a suite as a
   *     whole: that is the kit's own mistake and must not pass for a verdict
   */
  synchronized List<TestResult> results() {
    if (!broken.isEmpty()) {
      throw new IllegalStateException("The kit itself failed: " + String.join("; ", broken));
    }
    return List.copyOf(results);
  }

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan plan) {
    listener.started((int) plan.countTestIdentifiers(id -> method(id).isPresent()));
  }

  @Override
  public synchronized void executionStarted(TestIdentifier test) {
    starts.put(test.getUniqueId(), System.nanoTime());
    rule(test)
        .filter(rule -> test.isTest())
        .ifPresent(rule -> listener.testStarted(rule, name(test)));
  }

  @Override
  public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
    entries
        .computeIfAbsent(test.getUniqueId(), id -> new HashMap<>())
        .putAll(entry.getKeyValuePairs());
  }

  @Override
  public synchronized void fileEntryPublished(TestIdentifier test, FileEntry file) {
    Path path = file.getPath();
    try {
      files
          .computeIfAbsent(test.getUniqueId(), id -> new HashMap<>())
          .put(path.getFileName().toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException("The kit cannot read its own file " + path, e);
    }
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    add(test, Optional.of("The test did not run: " + reason));
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    boolean good = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
    if (test.isTest() || !good) {
      result.getThrowable().ifPresent(thrown -> failures.put(test.getUniqueId(), thrown));
      add(test, good ? Optional.empty() : Optional.of(failure(result)));
    }
  }

  private void add(TestIdentifier test, Optional<String> failure) {
    Optional<RuleText> rule = rule(test);
    if (rule.isPresent()) {
      add(test, rule.get(), failure);
    } else {
      broken.add(test.getDisplayName() + ": " + failure.orElse("names no rule"));
    }
  }

  private void add(TestIdentifier test, RuleText rule, Optional<String> failure) {
    Map<String, String> published = entries.getOrDefault(test.getUniqueId(), Map.of());
    MethodSource source = method(test).orElseThrow();
    Verdict verdict = verdict(published, failure);
    TestResult result =
        new TestResult(
            rule.id(),
            source.getJavaClass().getSuperclass().getSimpleName(),
            name(test),
            verdict,
            duration(test),
            evidence(published),
            failure.filter(text -> verdict == Verdict.FAIL),
            Optional.ofNullable(published.get(RuleExtension.WHY)),
            files.getOrDefault(test.getUniqueId(), Map.of()),
            counterexample(test));
    results.add(result);
    listener.testFinished(result);
  }

  private Optional<Counterexample> counterexample(TestIdentifier test) {
    Throwable thrown = failures.get(test.getUniqueId());
    while (thrown != null && !(thrown instanceof HistoryViolation)) {
      thrown = thrown.getCause();
    }
    return Optional.ofNullable(thrown)
        .map(HistoryViolation.class::cast)
        .map(HistoryViolation::counterexample);
  }

  private static Verdict verdict(Map<String, String> published, Optional<String> failure) {
    boolean notJudged = RuleExtension.NOT_JUDGED.equals(published.get(RuleExtension.VERDICT));
    if (failure.isPresent()) {
      return notJudged ? Verdict.NOT_JUDGED : Verdict.FAIL;
    }
    boolean declined = RuleExtension.DECLINED.equals(published.get(RuleExtension.VERDICT));
    return declined ? Verdict.DECLINED : Verdict.PASS;
  }

  private static Map<String, String> evidence(Map<String, String> published) {
    Map<String, String> evidence = new TreeMap<>();
    published.forEach(
        (name, value) -> {
          if (name.startsWith(RuleExtension.EVIDENCE)) {
            evidence.put(name.substring(RuleExtension.EVIDENCE.length()), value);
          }
        });
    return evidence;
  }

  private static String failure(TestExecutionResult result) {
    Throwable thrown = result.getThrowable().orElseGet(() -> new AssertionError("aborted"));
    if (thrown instanceof RuleViolation violation) {
      return String.valueOf(violation.getMessage());
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  private Optional<RuleText> rule(TestIdentifier test) {
    return method(test)
        .map(source -> source.getJavaMethod().getAnnotation(Rule.class))
        .flatMap(rule -> specification.rule(rule.value()));
  }

  private static Optional<MethodSource> method(TestIdentifier test) {
    return test.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
  }

  // The invocations of a test with parameters are called by their parameters alone.
  private static String name(TestIdentifier test) {
    String method = method(test).map(MethodSource::getMethodName).orElse("");
    String shown = test.getDisplayName();
    return shown.startsWith(method) ? method : method + " " + shown;
  }

  private Duration duration(TestIdentifier test) {
    Long start = starts.get(test.getUniqueId());
    return start == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - start);
  }
}
