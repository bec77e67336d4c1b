package dev.assay.adapter.opensearch;

import dev.assay.spi.NameTaken;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.ViewKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes views.
 *
 * <ol>
 *   <li>Find the generation of each collection in the names that are known; register what is
 *       missing.
 *   <li>Send the writes in one request, each under its revision as an external version, and behind
 *       them a check that the names have not changed.
 *   <li>Look at each answer by itself. Created or updated: applied. A conflict: read the document;
 *       this write's own attempt id says that it was applied by an earlier sending, any other that
 *       it is stale. Too busy: send it again.
 *   <li>Where the names have changed, load them. What was written into a generation that is gone
 *       was written into nothing, and is written again.
 * </ol>
 *
 * <p>A refusal of a write that was sent before without an answer proves nothing: the earlier
 * sending may have been applied and overtaken since. The answer is then {@link OutcomeUnknown}.
 */
final class ViewWrites {

  private static final int MAX_SENDINGS = 3;
  private static final int MAX_WRITES = 500;
  private static final long MAX_SIZE = 4L * 1024 * 1024;

  private final Rest rest;
  private final Lookups lookups;
  private final Catalog catalog;
  private final String index;

  ViewWrites(Rest rest, Catalog catalog, OpenSearchConfig config) {
    this.rest = rest;
    this.lookups = new Lookups(rest);
    this.catalog = catalog;
    this.index = config.views();
  }

  /** Answers every write. */
  void write(List<ViewWrite> writes, Deadline deadline) {
    Part part = new Part();
    for (ViewWrite write : writes) {
      if (part.isFull(write)) {
        part.write(deadline);
        part = new Part();
      }
      part.add(write);
    }
    part.write(deadline);
  }

  /** What is sent in one request. */
  private final class Part {
    private final List<ViewWrite> writes = new ArrayList<>();
    private final Set<ViewKey> keys = new HashSet<>();
    private final Set<ViewKey> repeated = new HashSet<>();
    private final Map<ViewKey, Long> stored = new HashMap<>();
    private long size;
    private int sendings;
    private Duration pause = Rest.firstPause();

    boolean isFull(ViewWrite write) {
      return !writes.isEmpty() && (writes.size() == MAX_WRITES || size + write.size() > MAX_SIZE);
    }

    void add(ViewWrite write) {
      writes.add(write);
      size += write.size();
      if (!keys.add(write.key())) {
        repeated.add(write.key());
      }
    }

    private List<ViewWrite> open() {
      return writes.stream().filter(write -> !write.isAnswered()).toList();
    }

    private void fail(StoreException error) {
      open().forEach(write -> write.fail(error));
    }

    void write(Deadline deadline) {
      try {
        while (!open().isEmpty()) {
          Names names = names(deadline);
          if (!open().isEmpty()) {
            round(names, deadline);
          }
        }
      } catch (StoreException e) {
        fail(e);
      }
    }

    private Names names(Deadline deadline) {
      Names names = catalog.known();
      boolean all = open().stream().allMatch(write -> generation(names, write.key()).isPresent());
      return all ? names : registered(deadline);
    }

    private Names registered(Deadline deadline) {
      Names now = catalog.load(deadline);
      Set<String> missing = new TreeSet<>();
      for (ViewWrite write : open()) {
        String collection = write.key().collection();
        try {
          now.refuseAlias(collection);
          if (generation(now, write.key()).isEmpty()) {
            missing.add(collection);
          }
        } catch (NameTaken e) {
          write.fail(e);
        }
      }
      if (missing.isEmpty()) {
        return now;
      }
      try {
        return catalog.register(missing, deadline);
      } catch (NameTaken e) {
        // Somebody was faster; the others are none the worse for it.
        return registered(deadline);
      }
    }

    /** Sends what is not answered yet, once. */
    private void round(Names names, Deadline deadline) {
      List<ViewWrite> sent = open();
      readRepeated(names, deadline);
      Bulk bulk = new Bulk(sent.size() == 1 ? "The write of a view" : "The write of views");
      for (ViewWrite write : sent) {
        write.addTo(bulk, index, generation(names, write.key()).orElseThrow());
      }
      List<JsonObject> check = catalog.check(names);
      bulk.add(check.get(0), check.get(1));
      try {
        List<Bulk.Item> items = bulk.send(rest, deadline);
        judge(names, sent, items, deadline);
      } catch (SendFailure e) {
        lost(sent, OpenSearchErrors.unwritten(e), deadline);
      }
    }

    private void lost(List<ViewWrite> sent, StoreException error, Deadline deadline) {
      sendings++;
      sent.forEach(write -> write.lose(error));
      boolean over =
          sendings == MAX_SENDINGS
              || deadline.passed()
              || Thread.currentThread().isInterrupted()
              || error instanceof StoreUnavailable;
      if (over) {
        sent.forEach(write -> write.fail(error));
      }
    }

    private void judge(
        Names names, List<ViewWrite> sent, List<Bulk.Item> items, Deadline deadline) {
      List<ViewWrite> conflicts = new ArrayList<>();
      boolean busy = false;
      for (int i = 0; i < sent.size(); i++) {
        ViewWrite write = sent.get(i);
        Bulk.Item item = items.get(i);
        if (item.succeeded()) {
          write.apply();
          stored.put(write.key(), write.revision());
        } else if (item.status() == Answer.CONFLICT) {
          conflict(write, conflicts);
        } else {
          busy |= failed(write, item);
        }
      }
      resolve(names, conflicts, deadline);
      Bulk.Item check = items.get(sent.size());
      if (!check.succeeded()) {
        recheck(names, sent, deadline);
      }
      if (busy && !Rest.pause(pause, deadline)) {
        open()
            .forEach(
                write ->
                    write.fail(
                        OpenSearchErrors.refused(
                            "The write of a view", Answer.TOO_MANY, "the server is busy")));
      }
      pause = Rest.longer(pause);
    }

    // Within one request the server judges writes of one key in their order.
    private void conflict(ViewWrite write, List<ViewWrite> conflicts) {
      long before = stored.getOrDefault(write.key(), 0L);
      if (!write.isUncertain() && before >= write.revision()) {
        write.refuse(before);
      } else {
        conflicts.add(write);
      }
    }

    /** Answers whether the write may be sent again. */
    private boolean failed(ViewWrite write, Bulk.Item item) {
      StoreException error =
          OpenSearchErrors.notServed("The write of a view", item.status(), item.reason());
      boolean busy = item.status() == Answer.TOO_MANY || error instanceof OutcomeUnknown;
      write.lose(error);
      if (busy && !repeated.contains(write.key())) {
        return true;
      }
      write.fail(item.status() == Answer.TOO_MANY ? ViewWrite.overtaken() : error);
      return false;
    }

    /** Finds out what stands in the way. */
    private void resolve(Names names, List<ViewWrite> conflicts, Deadline deadline) {
      if (conflicts.isEmpty()) {
        return;
      }
      try {
        List<JsonObject> found =
            lookups.find("The lookup of views", ids(names, conflicts), deadline);
        for (int i = 0; i < conflicts.size(); i++) {
          resolve(conflicts.get(i), found.get(i));
        }
      } catch (StoreException e) {
        // It was refused, or applied by an earlier sending: which of both is not known.
        StoreException error =
            new OutcomeUnknown("A write of a view met another one, which cannot be read", e);
        conflicts.stream()
            .filter(write -> !write.isAnswered())
            .forEach(write -> write.fail(write.isUncertain() ? error : e));
      }
    }

    private void resolve(ViewWrite write, JsonObject found) {
      JsonObject source = Answer.object(found, "_source");
      if (Answer.text(source, "attempt").filter(write.attempt()::equals).isPresent()) {
        write.apply();
      } else if (Answer.truth(found, "found")) {
        write.refuse(Answer.number(found, "_version").orElse(1L));
      }
      // What is not there any more was dropped meanwhile, and the check of the names says so.
    }

    private List<JsonObject> ids(Names names, List<ViewWrite> some) {
      return some.stream().map(write -> id(names, write.key())).toList();
    }

    private JsonObject id(Names names, ViewKey key) {
      return Lookups.document(index, Ids.view(generation(names, key).orElseThrow(), key));
    }

    // A stale write is told the revision that it met, which a later one of the same request
    // replaces.
    private void readRepeated(Names names, Deadline deadline) {
      List<ViewKey> unknown =
          open().stream()
              .map(ViewWrite::key)
              .distinct()
              .filter(key -> repeated.contains(key) && !stored.containsKey(key))
              .toList();
      if (unknown.isEmpty()) {
        return;
      }
      List<JsonObject> ids =
          unknown.stream().map(key -> id(names, key).with("_source", Json.of(false))).toList();
      List<JsonObject> found = lookups.find("The lookup of views", ids, deadline);
      for (int i = 0; i < unknown.size(); i++) {
        stored.put(unknown.get(i), Answer.number(found.get(i), "_version").orElse(0L));
      }
    }

    /** Takes back the answers of what was written into a generation that is gone. */
    private void recheck(Names names, List<ViewWrite> sent, Deadline deadline) {
      Names now;
      try {
        now = catalog.load(deadline);
      } catch (StoreException e) {
        StoreException unknown =
            new OutcomeUnknown("A view was written, and its collection may be gone", e);
        sent.stream().filter(ViewWrite::isJudged).forEach(write -> write.fail(unknown));
        return;
      }
      for (ViewWrite write : sent) {
        if (write.isJudged()
            && !generation(now, write.key()).equals(generation(names, write.key()))) {
          write.forget();
          stored.remove(write.key());
        }
      }
    }
  }

  private static Optional<String> generation(Names names, ViewKey key) {
    return Optional.ofNullable(names.collections().get(key.collection()));
  }
}
