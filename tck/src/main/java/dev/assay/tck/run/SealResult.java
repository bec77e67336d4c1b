package dev.assay.tck.run;

import dev.assay.tck.rule.Seal;
import java.util.Collection;
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
    /** None of its rules concerns the store, by its kind or by what it says of itself. */
    DECLINED,
    /** Not all of its rules were judged. */
    NOT_JUDGED;

    /**
     * Judges a seal.
     *
     * @param verdicts the verdicts on its rules
     * @param all whether these are all of its rules that concern the adapter
     */
    public static Status of(Collection<Verdict> verdicts, boolean all) {
      if (verdicts.contains(Verdict.FAIL)) {
        return REFUSED;
      }
      if (verdicts.contains(Verdict.NOT_JUDGED) || !all) {
        return NOT_JUDGED;
      }
      return verdicts.contains(Verdict.PASS) ? GIVEN : DECLINED;
    }

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
    Status status = Status.of(rules.stream().map(RuleResult::verdict).toList(), all);
    return new SealResult(
        seal,
        status,
        switch (status) {
          case GIVEN -> passed(rules.size(), ids(rules, Verdict.DECLINED).size());
          case REFUSED -> failed(failed);
          case DECLINED ->
              rules.isEmpty() ? "its rules are about other kinds of stores" : why(rules);
          case NOT_JUDGED -> unjudged(rules, open);
        });
  }

  /** Returns the reason of a seal that is given. */
  public static String passed(int rules, int declined) {
    return "%d passed, %d declined".formatted(rules - declined, declined);
  }

  /** Returns the reason of a seal that is refused, with the ids of the rules that failed. */
  public static String failed(List<String> failed) {
    return "failed: " + String.join(", ", failed);
  }

  private static String unjudged(List<RuleResult> rules, List<String> open) {
    if (rules.stream().allMatch(rule -> rule.tests().isEmpty())) {
      return "no rules for it were run";
    }
    return open.isEmpty()
        ? "only some of its rules were asked for"
        : "%s (%s)".formatted(why(of(rules, Verdict.NOT_JUDGED)), String.join(", ", open));
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
