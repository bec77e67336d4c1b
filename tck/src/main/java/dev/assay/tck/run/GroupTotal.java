package dev.assay.tck.run;

import dev.assay.tck.rule.RuleGroup;
import java.time.Duration;
import java.util.List;

/**
 * How many rules of a group came to which verdict.
 *
 * @param group the group's id
 * @param title the group's title
 * @param passed how many passed
 * @param failed how many failed
 * @param declined how many were declined
 * @param notJudged how many could not be judged
 * @param duration how long their tests took
 */
public record GroupTotal(
    String group,
    String title,
    int passed,
    int failed,
    int declined,
    int notJudged,
    Duration duration) {

  static GroupTotal of(RuleGroup group, List<RuleResult> rules) {
    Duration duration =
        rules.stream().map(RuleResult::duration).reduce(Duration.ZERO, Duration::plus);
    return new GroupTotal(
        group.id(),
        group.title(),
        count(rules, Verdict.PASS),
        count(rules, Verdict.FAIL),
        count(rules, Verdict.DECLINED),
        count(rules, Verdict.NOT_JUDGED),
        duration);
  }

  private static int count(List<RuleResult> rules, Verdict verdict) {
    return (int) rules.stream().filter(rule -> rule.verdict() == verdict).count();
  }
}
