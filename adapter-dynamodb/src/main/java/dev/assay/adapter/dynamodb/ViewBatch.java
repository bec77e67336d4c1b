package dev.assay.adapter.dynamodb;

import dev.assay.spi.Limits;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The writes of one {@code putAll}: those of one key one after the other, in list order; different
 * keys side by side. The names are looked up once before and once behind all writes.
 */
final class ViewBatch {

  private static final int SIDE_BY_SIDE = 8;
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private final List<View> views;
  private final ViewNames names;
  private final ViewWriter writer;
  private final Deadline deadline;
  private final AtomicReferenceArray<PutOutcome> outcomes;
  private final Map<String, ViewName> collections = new LinkedHashMap<>();

  ViewBatch(List<View> views, ViewNames names, ViewWriter writer, Deadline deadline) {
    this.views = List.copyOf(views);
    this.names = names;
    this.writer = writer;
    this.deadline = deadline;
    this.outcomes = new AtomicReferenceArray<>(this.views.size());
  }

  /** Writes all and returns an answer for each, in list order. */
  List<PutOutcome> run(Limits limits) {
    Map<ViewKey, Group> groups = new LinkedHashMap<>();
    for (int i = 0; i < views.size(); i++) {
      if (accept(i, limits)) {
        groups.computeIfAbsent(views.get(i).key(), key -> new Group()).places.add(i);
      }
    }
    runAll(List.copyOf(groups.values()));
    confirmAll();
    return outcomes();
  }

  private boolean accept(int i, Limits limits) {
    try {
      views.get(i).check(limits);
      String name = views.get(i).key().collection();
      if (!collections.containsKey(name)) {
        collections.put(name, names.toWrite(name, deadline));
      }
      return true;
    } catch (StoreException e) {
      outcomes.set(i, new PutOutcome.Failed(e));
      return false;
    }
  }

  private void runAll(List<Group> groups) {
    Queue<Group> waiting = new ConcurrentLinkedQueue<>(groups);
    int workers = Math.min(SIDE_BY_SIDE, groups.size());
    CountDownLatch done = new CountDownLatch(workers);
    for (int i = 0; i < workers; i++) {
      Threads.BLOCKING.execute(
          () -> {
            try {
              work(waiting);
            } finally {
              done.countDown();
            }
          });
    }
    await(done);
    groups.forEach(Group::abandon);
  }

  private void work(Queue<Group> waiting) {
    for (Group next = waiting.poll(); next != null; next = waiting.poll()) {
      if (next.begun.compareAndSet(false, true)) {
        next.places.forEach(this::write);
      }
    }
  }

  private void write(int i) {
    View view = views.get(i);
    try {
      ViewName name = collections.get(view.key().collection());
      if (name == null) {
        throw new IllegalStateException("a write without a collection");
      }
      answer(i, writer.write(ViewItem.of(view), name, deadline));
    } catch (StoreException e) {
      answer(i, new PutOutcome.Failed(e));
    }
  }

  private void answer(int i, PutOutcome outcome) {
    outcomes.compareAndSet(i, null, outcome);
  }

  private void await(CountDownLatch done) {
    try {
      done.await(Math.max(0, deadline.leftNanos()) + GRACE_NANOS, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void confirmAll() {
    Set<String> written = new LinkedHashSet<>();
    for (int i = 0; i < views.size(); i++) {
      if (outcomes.get(i) instanceof PutResult) {
        written.add(views.get(i).key().collection());
      }
    }
    if (written.isEmpty()) {
      return;
    }
    try {
      Map<String, ViewName> now = names.findAll(written, deadline);
      collections.forEach(
          (name, before) -> {
            if (!ViewWriter.isConfirmed(before, Optional.ofNullable(now.get(name)))) {
              replaceResults(name);
            }
          });
    } catch (StoreException e) {
      for (int i = 0; i < views.size(); i++) {
        if (outcomes.get(i) instanceof PutResult result) {
          outcomes.set(i, new PutOutcome.Failed(ViewWriter.unconfirmed(result, e)));
        }
      }
    }
  }

  /** Writes anew, one by one, what went into a collection that was dropped meanwhile. */
  private void replaceResults(String collection) {
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      if (view.key().collection().equals(collection) && outcomes.get(i) instanceof PutResult) {
        outcomes.set(i, again(view));
      }
    }
  }

  private PutOutcome again(View view) {
    try {
      return writer.put(ViewItem.of(view), deadline);
    } catch (StoreException e) {
      return new PutOutcome.Failed(e);
    }
  }

  private List<PutOutcome> outcomes() {
    PutOutcome[] all = new PutOutcome[views.size()];
    Arrays.setAll(all, outcomes::get);
    return List.of(all);
  }

  /** The writes of one key. */
  private final class Group {
    final List<Integer> places = new ArrayList<>();
    final AtomicBoolean begun = new AtomicBoolean();

    /** Answers what has no answer when the call ends; what was not begun, never will be. */
    void abandon() {
      StoreException error =
          begun.compareAndSet(false, true)
              ? new StoreUnavailable("The write of a view was not begun in time", null)
              : new OutcomeUnknown("The write of a view was still under way", null);
      places.forEach(i -> answer(i, new PutOutcome.Failed(error)));
    }
  }
}
