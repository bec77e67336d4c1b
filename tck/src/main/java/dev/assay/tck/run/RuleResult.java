package dev.assay.tck.run;

import dev.assay.tck.history.Counterexample;
import dev.assay.tck.rule.RuleText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kit found out about one rule.
 *
 * @param rule the rule
 * @param tests what its tests came to; empty if none was run
 */
public record RuleResult(RuleText rule, List<TestResult> tests) {

  /** Copies the tests. */
  public RuleResult {
    tests = List.copyOf(tests);
  }

  /** Returns the verdict over all tests. */
  public Verdict verdict() {
    return Verdict.over(tests.stream().map(TestResult::verdict).toList());
  }

  /** Returns how long all tests took together. */
  public Duration duration() {
    return tests.stream().map(TestResult::duration).reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns what all tests noted, by name; counts of several tests are added. */
  public Map<String, String> evidence() {
    return Evidence.of(tests.stream().map(TestResult::evidence).toList());
  }

  /** Returns the message of the first failure. */
  public Optional<String> failure() {
    return tests.stream().flatMap(test -> test.failure().stream()).findFirst();
  }

  /** Returns why the rule was declined or not judged, if it was. */
  public Optional<String> why() {
    return tests.stream().flatMap(test -> test.why().stream()).findFirst();
  }

  /** Returns the files that the tests left, by name. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    tests.forEach(test -> files.putAll(test.files()));
    return files;
  }

  /** Returns the calls that prove a history wrong, if that is how the rule failed. */
  public Optional<Counterexample> counterexample() {
    return tests.stream().flatMap(test -> test.counterexample().stream()).findFirst();
  }
}
