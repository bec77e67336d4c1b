package dev.assay.adapter.postgres;

import dev.assay.spi.Limits;
import dev.assay.spi.StoreException;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The writes of one {@code putAll}, and their answers.
 *
 * <p>Of several writes of one key only the one with the greatest revision is sent: in one
 * transaction nobody can see the others. The server answers with the revision that the write
 * replaced, from which the answers of all of them follow, in list order.
 */
final class ViewBatch {

  private static final int MAX_ROWS = 1_000;
  private static final long MAX_SIZE = 4L * 1024 * 1024;

  private final List<View> views;
  private final PutOutcome[] outcomes;

  // In one order for all writers, so that no two of them wait for each other's rows.
  private final SortedMap<ViewKey, List<Integer>> places =
      new TreeMap<>(Comparator.comparing(ViewKey::collection).thenComparing(ViewKey::id));

  ViewBatch(List<View> views, Limits limits) {
    this.views = List.copyOf(views);
    this.outcomes = new PutOutcome[this.views.size()];
    for (int i = 0; i < outcomes.length; i++) {
      accept(i, limits);
    }
  }

  private void accept(int i, Limits limits) {
    View view = views.get(i);
    try {
      view.check(limits);
      places.computeIfAbsent(view.key(), key -> new ArrayList<>()).add(i);
    } catch (StoreException e) {
      outcomes[i] = new PutOutcome.Failed(e);
    }
  }

  /** Returns what to send, in parts that are each written in one transaction. */
  List<List<ViewRow>> parts() {
    List<List<ViewRow>> parts = new ArrayList<>();
    List<ViewRow> part = new ArrayList<>();
    long size = 0;
    for (List<Integer> same : places.values()) {
      ViewRow row = ViewRow.of(greatest(same));
      if (!part.isEmpty() && (part.size() == MAX_ROWS || size + row.size() > MAX_SIZE)) {
        parts.add(part);
        part = new ArrayList<>();
        size = 0;
      }
      part.add(row);
      size += row.size();
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private View greatest(List<Integer> same) {
    View greatest = views.get(same.get(0));
    for (int i : same) {
      if (views.get(i).revision() > greatest.revision()) {
        greatest = views.get(i);
      }
    }
    return greatest;
  }

  /** Notes what the server answered for a row. */
  void answer(ViewRow row, ViewCalls.Judgement judgement) {
    long stored = judgement.mine() ? judgement.replaced() : judgement.stored();
    for (int i : places.getOrDefault(row.key(), List.of())) {
      long revision = views.get(i).revision();
      if (revision > stored) {
        outcomes[i] = new PutResult.Applied();
        stored = revision;
      } else {
        outcomes[i] = new PutResult.Stale(stored);
      }
    }
  }

  /** Notes that all writes of a row failed. */
  void fail(ViewRow row, StoreException error) {
    for (int i : places.getOrDefault(row.key(), List.of())) {
      outcomes[i] = new PutOutcome.Failed(error);
    }
  }

  /** Returns an answer for each view, in list order. */
  List<PutOutcome> outcomes() {
    return Arrays.asList(outcomes);
  }
}
