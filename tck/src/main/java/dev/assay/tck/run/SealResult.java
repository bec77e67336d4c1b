package dev.assay.tck.run;

import dev.assay.tck.rule.Seal;
import java.util.List;
import java.util.Locale;

/**
 * Whether a seal is given.
 *
 * @param seal the seal
 * @param status whether it is given
 * @param reason why, in one sentence
 */
public record SealResult(Seal seal, Status status, String reason) {

  /** Whether a seal is given. */
  public enum Status {
    /** All of its rules passed or were declined. */
    GIVEN,
    /** One of its rules failed. */
    REFUSED,
    /** None of its rules concerns the store, by what the store says of itself. */
    DECLINED,
    /** Not all of its rules were judged. */
    NOT_JUDGED;

    /** Returns the status as people write it, such as {@code not judged}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * Judges a seal.
   *
   * @param rules the results of its rules
   * @param all whether these are all of its rules that concern the adapter
   */
  static SealResult of(Seal seal, List<RuleResult> rules, boolean all) {
    List<String> failed = ids(rules, Verdict.FAIL);
    List<String> open = ids(rules, Verdict.NOT_JUDGED);
    if (!failed.isEmpty()) {
      return new SealResult(seal, Status.REFUSED, "failed: " + String.join(", ", failed));
    }
    if (rules.stream().allMatch(rule -> rule.tests().isEmpty())) {
      return new SealResult(seal, Status.NOT_JUDGED, "no rules for it were run");
    }
    if (!open.isEmpty()) {
      return new SealResult(
          seal,
          Status.NOT_JUDGED,
          "%s (%s)".formatted(why(of(rules, Verdict.NOT_JUDGED)), String.join(", ", open)));
    }
    if (!all) {
      return new SealResult(seal, Status.NOT_JUDGED, "only some of its rules were asked for");
    }
    int declined = ids(rules, Verdict.DECLINED).size();
    if (declined == rules.size()) {
      return new SealResult(seal, Status.DECLINED, why(rules));
    }
    String reason = "%d passed, %d declined".formatted(rules.size() - declined, declined);
    return new SealResult(seal, Status.GIVEN, reason);
  }

  private static String why(List<RuleResult> rules) {
    return rules.stream()
        .flatMap(rule -> rule.why().stream())
        .findFirst()
        .orElse("not all of its rules could be judged");
  }

  private static List<String> ids(List<RuleResult> rules, Verdict verdict) {
    return of(rules, verdict).stream().map(rule -> rule.rule().id()).toList();
  }

  private static List<RuleResult> of(List<RuleResult> rules, Verdict verdict) {
    return rules.stream().filter(rule -> rule.verdict() == verdict).toList();
  }
}
