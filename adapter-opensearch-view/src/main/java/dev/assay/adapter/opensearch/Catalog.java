package dev.assay.adapter.opensearch;

import dev.assay.adapter.opensearch.Names.Place;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows the names of a realm, and changes them by compare-and-set. What is known is used only
 * together with a question to the server whether it still holds. Thread-safe.
 */
final class Catalog {

  private final Rest rest;
  private final Lookups lookups;
  private final String index;
  private final String realm;

  private volatile Names known = Names.NONE;

  Catalog(Rest rest, OpenSearchConfig config) {
    this.rest = rest;
    this.lookups = new Lookups(rest);
    this.index = config.names();
    this.realm = config.realm().name();
  }

  /** Returns the names as they were found last. */
  Names known() {
    return known;
  }

  /** Returns the names as they are now. */
  Names load(Deadline deadline) {
    List<JsonObject> found =
        lookups.find(
            "The lookup of names", List.of(Lookups.document(index, Ids.realm(realm))), deadline);
    Names names = Names.of(found.get(0));
    known = names;
    return names;
  }

  /** Names the document whose version tells whether the known names still hold. */
  JsonObject version() {
    return Lookups.version(index, Ids.realm(realm));
  }

  /** Tells whether names hold still. */
  boolean holds(Names names, Deadline deadline) {
    return names
        .place()
        .equals(Place.of(lookups.find("The lookup of names", List.of(version()), deadline).get(0)));
  }

  /**
   * Returns the lines of a bulk request that change nothing and fail if the names have changed.
   * There must be names.
   */
  List<JsonObject> check(Names names) {
    JsonObject target =
        Lookups.document(index, Ids.realm(realm)).with("require_alias", Json.of(true));
    return List.of(
        JsonObject.of("update", names.place().condition(target)),
        JsonObject.of("doc", JsonObject.EMPTY));
  }

  /**
   * What is to be changed.
   *
   * @param next the names afterwards; the same as before if nothing is to be changed
   * @param result what the caller is told
   */
  record Change<T>(Names next, T result) {}

  /** Makes sure that collections exist. */
  Names register(Set<String> collections, Deadline deadline) {
    change(
        "The creation of a collection",
        now -> {
          collections.forEach(now::refuseAlias);
          boolean all = now.collections().keySet().containsAll(collections);
          return new Change<>(all ? now : now.with(collections), true);
        },
        deadline);
    return known;
  }

  /**
   * Changes the names in one step, whatever others do at the same time.
   *
   * <ol>
   *   <li>Judge the names as they are now.
   *   <li>Write the new ones on the condition that nobody has written since.
   *   <li>Where somebody has, begin again. Where no answer came, look: the attempt that stands in
   *       the document tells whether it was this one; if the document has not moved, the same may
   *       be sent again, because only one of both can be applied.
   * </ol>
   */
  <T> T change(String what, Function<Names, Change<T>> judge, Deadline deadline) {
    Map<String, T> mine = new HashMap<>();
    @Nullable StoreException lost = null;
    Duration pause = Rest.firstPause();
    Names now = load(deadline);
    while (true) {
      Change<T> change;
      try {
        change = judge.apply(now);
      } catch (StoreException e) {
        throw lost == null ? e : lost;
      }
      if (change.next().equals(now)) {
        if (lost != null) {
          throw lost;
        }
        return change.result();
      }
      Names next = change.next().by(Ids.fresh());
      mine.put(next.attempt(), change.result());
      try {
        Bulk.Item item = write(what, next, deadline);
        if (item.succeeded()) {
          known = next.isEmpty() ? Names.NONE : next.at(item.place());
          return change.result();
        }
        if (item.status() != Answer.CONFLICT && !retriable(item.status(), pause, deadline)) {
          throw lost == null
              ? OpenSearchErrors.notServed(what, item.status(), item.reason())
              : lost;
        }
        pause = Rest.longer(pause);
        if (item.status() >= 500 && lost == null) {
          lost = OpenSearchErrors.notServed(what, item.status(), item.reason());
        }
      } catch (SendFailure e) {
        if (lost == null) {
          lost = OpenSearchErrors.unwritten(e);
        }
        if (!(lost instanceof OutcomeUnknown) || deadline.passed()) {
          throw lost;
        }
      }
      Names before = now;
      now = reload(lost, deadline);
      @Nullable T result = mine.get(now.attempt());
      if (result != null) {
        return result;
      }
      if (lost != null && !now.place().equals(before.place())) {
        throw lost;
      }
    }
  }

  private static boolean retriable(int status, Duration pause, Deadline deadline) {
    return (status == Answer.TOO_MANY || status >= 500) && Rest.pause(pause, deadline);
  }

  private Names reload(@Nullable StoreException lost, Deadline deadline) {
    try {
      return load(deadline);
    } catch (StoreException e) {
      throw lost == null ? e : lost;
    }
  }

  private Bulk.Item write(String what, Names next, Deadline deadline) throws SendFailure {
    JsonObject target = Lookups.document(index, Ids.realm(realm));
    Bulk bulk = new Bulk(what);
    if (next.isEmpty()) {
      bulk.delete(next.place().condition(target));
    } else {
      bulk.index(next.place().condition(target), next.toJson(realm));
    }
    return bulk.send(rest, deadline).get(0);
  }
}
