package dev.assay.tck.rule;

import dev.assay.spi.Capability;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A rule as the specification words it.
 *
 * @param id the id, such as {@code LOCK-1}
 * @param title the title
 * @param must what a store MUST do, in one sentence
 * @param why the intent, in one sentence
 * @param requires the capabilities that a store must declare for the rule to hold
 * @param lookAt where the author of an adapter looks first when the rule fails
 */
public record RuleText(
    String id, String title, String must, String why, Set<Capability> requires, String lookAt) {

  /** Copies the capabilities. */
  public RuleText {
    Set<Capability> ordered = EnumSet.noneOf(Capability.class);
    ordered.addAll(requires);
    requires = Collections.unmodifiableSet(ordered);
  }

  /** Returns the group of a rule id: {@code REQUEST-LOG} for {@code REQUEST-LOG-3}. */
  public static String groupOf(String id) {
    int dash = id.lastIndexOf('-');
    return dash < 0 ? id : id.substring(0, dash);
  }

  /** Returns the group, such as {@code LOCK}. */
  public String group() {
    return groupOf(id);
  }

  /** Returns the seal that the rule counts for. */
  public Seal seal() {
    return Seal.ofGroup(group());
  }

  String canonical() {
    return String.join("\n", id, title, must, why, requires.toString(), lookAt);
  }
}
