package dev.assay.tck.rule;

import java.util.Optional;
import java.util.Random;

/**
 * What surrounds one test of a rule. Thread-safe.
 *
 * <p>The parameters are those of the JUnit platform: system properties and, where the kit is run by
 * program, what its runner hands over. {@code assay.seed} is the seed of the run, {@code
 * assay.profile} the profile.
 */
public interface RuleContext {

  /** The name of the parameter that holds the seed of the run. */
  String SEED = "assay.seed";

  /** The name of the parameter that holds the profile. */
  String PROFILE = "assay.profile";

  /**
   * The name of the parameter that holds how long one test may take, such as {@code 90s}. By
   * default that is 60 seconds, and five minutes in the full profile.
   */
  String BUDGET = "assay.budget";

  /** Returns the seed of the whole run; it is part of every failure message. */
  long seed();

  /** Returns the source of chance for this test; it depends on the seed and the test alone. */
  Random random();

  /** Returns how thoroughly to look. */
  Profile profile();

  /** Notes what the test did or measured; it becomes part of the report. */
  void evidence(String name, Object value);

  /**
   * Keeps a file with the result of the test.
   *
   * @param name the name of the file, without folders
   */
  void attach(String name, byte[] content);

  /** Returns a parameter of the run. */
  Optional<String> parameter(String name);
}
