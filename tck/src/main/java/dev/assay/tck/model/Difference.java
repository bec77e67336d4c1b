package dev.assay.tck.model;

import java.util.List;

/**
 * Where two stores parted.
 *
 * @param steps the steps until there, the last one included
 * @param store what the store answered to the last step
 * @param reference what the reference answered
 * @param <W> the type of the world
 */
record Difference<W>(List<Step<W>> steps, Answer store, Answer reference) {

  private static final int LONGEST = 600;

  Difference {
    steps = List.copyOf(steps);
  }

  /** Returns the steps as a numbered list, and under the last one both answers. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      text.append("%n%3d. %s".formatted(i + 1, steps.get(i)));
    }
    return text.append(shown("store", store, reference))
        .append(shown("reference", reference, store))
        .toString();
  }

  private static String shown(String who, Answer answer, Answer other) {
    String detail = answer.detail().isEmpty() ? "" : " (" + answer.detail() + ")";
    String line = answer.lines().equals(other.lines()) ? "" : firstDifferent(answer, other);
    return "%n       %-10s %s%s%s".formatted(who + ":", cut(answer.summary()), detail, line);
  }

  private static String firstDifferent(Answer answer, Answer other) {
    int i = 0;
    while (i < answer.lines().size()
        && i < other.lines().size()
        && answer.lines().get(i).equals(other.lines().get(i))) {
      i++;
    }
    String line = i < answer.lines().size() ? answer.lines().get(i) : "(no such line)";
    return "%n                  line %d: %s".formatted(i + 1, cut(line));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
