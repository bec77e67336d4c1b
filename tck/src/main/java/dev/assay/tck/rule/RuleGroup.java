package dev.assay.tck.rule;

import java.util.List;

/**
 * Rules about one thing.
 *
 * @param id the id, such as {@code REQUEST-LOG}
 * @param title the title
 * @param rules the rules, in the order of the specification
 */
public record RuleGroup(String id, String title, List<RuleText> rules) {

  /** Copies the rules. */
  public RuleGroup {
    rules = List.copyOf(rules);
  }
}
