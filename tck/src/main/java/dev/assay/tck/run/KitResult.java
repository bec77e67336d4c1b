package dev.assay.tck.run;

import dev.assay.spi.Declaration;
import dev.assay.tck.cost.Costs;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleText;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the kit found out about an adapter.
 *
 * @param kitVersion the version of the kit
 * @param ruleSet the {@linkplain dev.assay.tck.rule.Specification#digest() digest} of all rules
 * @param started when the kit began
 * @param finished when it ended
 * @param seed the seed of chance
 * @param profile how thoroughly it looked
 * @param asked the ids of rules and groups that were asked for; none means all
 * @param events what the event store says of itself, if the adapter has one
 * @param views what the view store says of itself, if the adapter has one
 * @param rules the results, rule by rule, in the order of the specification
 * @param groups the totals of the groups that have results, in the order of the specification
 * @param seals all seals
 * @param costs what the works of the stores cost, if they have a meter
 */
public record KitResult(
    String kitVersion,
    String ruleSet,
    Instant started,
    Instant finished,
    long seed,
    Profile profile,
    Set<String> asked,
    Optional<Declaration> events,
    Optional<Declaration> views,
    List<RuleResult> rules,
    List<GroupTotal> groups,
    List<SealResult> seals,
    Costs costs) {

  /** Copies the lists. */
  public KitResult {
    asked = Set.copyOf(asked);
    rules = List.copyOf(rules);
    groups = List.copyOf(groups);
    seals = List.copyOf(seals);
  }

  /** Returns the rules that failed, in the order of the specification. */
  public List<RuleResult> failed() {
    return rules.stream().filter(rule -> rule.verdict() == Verdict.FAIL).toList();
  }

  /** Returns the ids of the rules that failed, in the order of the specification. */
  public List<String> failedIds() {
    return failed().stream().map(RuleResult::rule).map(RuleText::id).toList();
  }

  /** Returns the files that the tests left, by name. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    rules.forEach(rule -> files.putAll(rule.files()));
    return files;
  }
}
