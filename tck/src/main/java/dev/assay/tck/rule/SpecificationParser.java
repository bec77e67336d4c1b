package dev.assay.tck.rule;

import dev.assay.spi.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the specification line by line; what looks like a rule but is not one is an error. */
final class SpecificationParser {

  private static final Pattern GROUP = Pattern.compile("## ([A-Z][A-Z-]*[A-Z]): (\\S.*)");
  private static final Pattern RULE =
      Pattern.compile("### ([A-Z][A-Z-]*[A-Z]-[1-9][0-9]*): (\\S.*)");
  private static final Pattern ITEM = Pattern.compile("- \\*([^*]+):\\*\\s+(\\S.*)");
  private static final Pattern LIMIT = Pattern.compile("\\| `([A-Z_]+)` \\| ([0-9]+) \\|.*");
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  private final List<String> lines;
  private final Map<String, Long> floors = new LinkedHashMap<>();
  private final List<RuleGroup> groups = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private int at;

  SpecificationParser(String text) {
    lines = text.lines().map(String::stripTrailing).toList();
  }

  Specification parse() {
    while (at < lines.size()) {
      String line = lines.get(at);
      Matcher group = GROUP.matcher(line);
      if (group.matches()) {
        at++;
        group(group.group(1), group.group(2));
      } else if (line.startsWith("### ")) {
        throw error("a rule stands under the heading of its group");
      } else {
        limit(line);
        at++;
      }
    }
    return new Specification(groups, floors);
  }

  private void limit(String line) {
    Matcher limit = LIMIT.matcher(line);
    if (limit.matches() && floors.put(limit.group(1), Long.valueOf(limit.group(2))) != null) {
      throw error("the limit stands twice in the table");
    }
  }

  private void group(String id, String title) {
    List<RuleText> rules = new ArrayList<>();
    if (groups.stream().anyMatch(group -> group.id().equals(id))) {
      throw error("the group " + id + " stands twice");
    }
    while (at < lines.size() && !lines.get(at).startsWith("## ")) {
      if (lines.get(at).startsWith("### ")) {
        rules.add(rule(id));
      } else {
        at++;
      }
    }
    groups.add(new RuleGroup(id, title, rules));
  }

  private RuleText rule(String group) {
    Matcher head = RULE.matcher(lines.get(at));
    if (!head.matches()) {
      throw error("a rule begins with '### GROUP-1: Title'");
    }
    String id = head.group(1);
    if (!RuleText.groupOf(id).equals(group)) {
      throw error("the rule " + id + " does not belong under the group " + group);
    }
    if (!ids.add(id)) {
      throw error("the rule " + id + " stands twice");
    }
    at++;
    String must = paragraph();
    Map<String, String> items = items(id);
    return checked(id, head.group(2), must, items);
  }

  private RuleText checked(String id, String title, String must, Map<String, String> items) {
    if (!must.contains("MUST")) {
      throw error("the rule " + id + " has no sentence that says MUST");
    }
    String why = items.remove("Why");
    String lookAt = items.remove("If this fails, look at");
    String requires = items.remove("Requires");
    if (why == null || lookAt == null) {
      throw error("the rule " + id + " needs '- *Why:*' and '- *If this fails, look at:*'");
    }
    if (!items.isEmpty()) {
      throw error("the rule " + id + " has items that are not known: " + items.keySet());
    }
    return new RuleText(id, title, must, why, capabilities(id, requires), lookAt);
  }

  private Set<Capability> capabilities(String id, @org.jspecify.annotations.Nullable String text) {
    Set<Capability> found = EnumSet.noneOf(Capability.class);
    Matcher names = CODE.matcher(text == null ? "" : text);
    while (names.find()) {
      found.add(capability(id, names.group(1)));
    }
    if (text != null && found.isEmpty()) {
      throw error("the rule " + id + " requires a capability but names none in `back quotes`");
    }
    return found;
  }

  private Capability capability(String id, String name) {
    try {
      return Capability.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw error("the rule " + id + " requires '" + name + "', which is no capability");
    }
  }

  // Lines up to the first item or the next heading, without the empty ones, as one line.
  private String paragraph() {
    StringBuilder text = new StringBuilder();
    while (at < lines.size() && !lines.get(at).startsWith("- ") && !heading()) {
      append(text, lines.get(at++));
    }
    return text.toString();
  }

  private Map<String, String> items(String id) {
    Map<String, String> items = new LinkedHashMap<>();
    while (at < lines.size() && !heading()) {
      Matcher item = ITEM.matcher(lines.get(at));
      if (item.matches()) {
        at++;
        StringBuilder text = new StringBuilder(item.group(2));
        while (at < lines.size() && !lines.get(at).startsWith("- ") && !heading()) {
          append(text, lines.get(at++));
        }
        if (items.put(item.group(1), text.toString()) != null) {
          throw error("the rule " + id + " has the item '" + item.group(1) + "' twice");
        }
      } else {
        throw error("an item of a rule looks like '- *Why:* …'");
      }
    }
    return items;
  }

  private boolean heading() {
    return lines.get(at).startsWith("## ") || lines.get(at).startsWith("### ");
  }

  private static void append(StringBuilder text, String line) {
    if (!line.isBlank()) {
      text.append(text.isEmpty() ? "" : " ").append(line.strip());
    }
  }

  private IllegalArgumentException error(String what) {
    return new IllegalArgumentException(
        "The specification is wrong near line %d: %s"
            .formatted(Math.min(at + 1, lines.size()), what));
  }
}
