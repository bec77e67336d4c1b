package dev.assay.tck.run;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Puts together what several tests of one rule have noted. */
final class Evidence {

  /** What tells how wide a test was, and not how long: it does not add up. */
  private static final Set<String> WIDTHS =
      Set.of("threads", "writers", "handles", "clients", "callers", "members", "values per commit");

  private static final String NOTHING = "none";

  private Evidence() {}

  /** Returns the notes of all tests by name: counts are added, texts follow each other. */
  static Map<String, String> of(Collection<Map<String, String>> tests) {
    Map<String, String> all = new TreeMap<>();
    for (Map<String, String> test : tests) {
      test.forEach((name, value) -> all.merge(name, value, (a, b) -> both(name, a, b)));
    }
    return all;
  }

  private static String both(String name, String one, String other) {
    if (isNumber(one) && isNumber(other)) {
      long a = Long.parseLong(one);
      long b = Long.parseLong(other);
      return String.valueOf(WIDTHS.contains(name) ? Math.max(a, b) : a + b);
    }
    Set<String> texts = new LinkedHashSet<>(List.of(one, other));
    if (texts.size() > 1) {
      texts.remove(NOTHING);
    }
    return String.join("; ", texts);
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,15}");
  }
}
