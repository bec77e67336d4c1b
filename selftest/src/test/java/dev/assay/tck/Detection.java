package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was measured of one rule and one faulty store. The measurements stand in the package of the
 * suites because they run the suites' own rounds, which nobody else may see.
 *
 * @param rule the rule
 * @param faulty the name of the faulty store
 * @param caught how many of the measured rounds caught it
 * @param measured how many rounds were measured
 * @param rounds how many rounds the rule has in the quick profile
 */
record Detection(String rule, String faulty, int caught, int measured, int rounds) {

  private static final double MAY_MISS = 0.001;

  // One-sided, 99 %.
  private static final double Z = 2.326;

  /** Returns the lower end of Wilson's interval for the probability that one round catches it. */
  double least() {
    double p = (double) caught / measured;
    double z2 = Z * Z;
    double centre = p + z2 / (2 * measured);
    double spread = Z * Math.sqrt((p * (1 - p) + z2 / (4 * measured)) / measured);
    return (centre - spread) / (1 + z2 / measured);
  }

  /** Returns the probability that the rule misses it, at most. */
  double missed() {
    return Math.pow(1 - least(), rounds);
  }

  /** Asserts that the rule misses it at most once in a thousand runs. */
  void assertEnough() {
    assertThat(missed())
        .as("probability that %s misses it: %s", rule, this)
        .isBetween(0.0, MAY_MISS);
  }

  /** Returns a row of a table. */
  String row() {
    return "| %s | %s | %d of %d rounds, at least %.3f a round | %d rounds miss it with at most %.1e |"
        .formatted(rule, faulty, caught, measured, least(), rounds, missed());
  }
}
