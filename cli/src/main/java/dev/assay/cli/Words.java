package dev.assay.cli;

import dev.assay.tck.rule.RuleGroup;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.rule.Specification;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The words for parts of the rules: the seals, and the groups in lower case. */
final class Words {

  private Words() {}

  /**
   * Returns the groups that words stand for.
   *
   * @throws CannotJudge if a word stands for nothing
   */
  static Set<String> groups(List<String> words, Specification specification) {
    Map<String, Set<String>> known = known(specification);
    Set<String> groups = new LinkedHashSet<>();
    for (String word : words) {
      Set<String> meant = known.get(word.strip().toLowerCase(Locale.ROOT));
      if (meant == null) {
        throw new CannotJudge(
            "There is nothing called '%s' to run; known are %s."
                .formatted(word.strip(), String.join(", ", known.keySet())));
      }
      groups.addAll(meant);
    }
    return groups;
  }

  // A seal without rules has no word: it would stand for nothing, and nothing means all.
  private static Map<String, Set<String>> known(Specification specification) {
    Map<String, Set<String>> known = new LinkedHashMap<>();
    for (Seal seal : Seal.values()) {
      specification.groups().stream()
          .map(RuleGroup::id)
          .filter(group -> Seal.ofGroup(group) == seal)
          .forEach(
              group -> known.computeIfAbsent(seal.label(), s -> new LinkedHashSet<>()).add(group));
    }
    specification
        .groups()
        .forEach(group -> known.put(group.id().toLowerCase(Locale.ROOT), Set.of(group.id())));
    return known;
  }
}
