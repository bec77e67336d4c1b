package dev.assay.adapter.redis;

import dev.assay.spi.Limits;
import dev.assay.spi.StoreException;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of one {@code putAll}, and their answers.
 *
 * <p>They are sent in parts, each in one go. No part holds two writes of one key: the first is
 * answered before the second is sent, so that a write that is sent again never meets its successor.
 */
final class ViewBatch {

  private static final int MAX_ROWS = 500;
  private static final long MAX_SIZE = 4L * 1024 * 1024;

  private final List<View> views;
  private final PutOutcome[] outcomes;
  private final List<List<Row>> rounds = new ArrayList<>();

  /**
   * A view of the list.
   *
   * @param place its place in the list
   * @param row what is sent
   */
  record Row(int place, ViewRow row) {}

  ViewBatch(List<View> views, Limits limits) {
    this.views = List.copyOf(views);
    this.outcomes = new PutOutcome[this.views.size()];
    Map<ViewKey, Integer> seen = new HashMap<>();
    for (int i = 0; i < outcomes.length; i++) {
      accept(i, limits, seen);
    }
  }

  private void accept(int place, Limits limits, Map<ViewKey, Integer> seen) {
    View view = views.get(place);
    try {
      view.check(limits);
      int round = seen.merge(view.key(), 1, Integer::sum) - 1;
      if (round == rounds.size()) {
        rounds.add(new ArrayList<>());
      }
      rounds.get(round).add(new Row(place, ViewRow.of(view)));
    } catch (StoreException e) {
      outcomes[place] = new PutOutcome.Failed(e);
    }
  }

  /** Returns what to send, part by part. */
  List<List<Row>> parts() {
    return rounds.stream().flatMap(round -> parts(round).stream()).toList();
  }

  private static List<List<Row>> parts(List<Row> round) {
    List<List<Row>> parts = new ArrayList<>();
    List<Row> part = new ArrayList<>();
    long size = 0;
    for (Row row : round) {
      long more = row.row().document().length();
      if (!part.isEmpty() && (part.size() == MAX_ROWS || size + more > MAX_SIZE)) {
        parts.add(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(row);
      size += more;
    }
    parts.add(part);
    return parts;
  }

  /** Notes the answer to a row. */
  void answer(Row row, PutOutcome outcome) {
    outcomes[row.place()] = outcome;
  }

  /** Returns an answer for each view, in list order. */
  List<PutOutcome> outcomes() {
    return Arrays.asList(outcomes);
  }
}
