package dev.assay.tck.run;

import dev.assay.tck.history.Counterexample;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one test came to.
 *
 * @param rule the id of the rule that it proves
 * @param suite the suite, such as {@code LockSuite}
 * @param test the test
 * @param verdict pass, fail, declined or not judged
 * @param duration how long it took, opening and closing of the store included
 * @param evidence what it noted, by name
 * @param failure the whole message of its failure
 * @param why why the rule was declined or not judged
 * @param files the files that it left, by name
 * @param counterexample the calls that prove a history wrong, if that is how it failed
 */
public record TestResult(
    String rule,
    String suite,
    String test,
    Verdict verdict,
    Duration duration,
    Map<String, String> evidence,
    Optional<String> failure,
    Optional<String> why,
    Map<String, byte[]> files,
    Optional<Counterexample> counterexample) {

  /** Copies the evidence. */
  public TestResult {
    evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }
}
