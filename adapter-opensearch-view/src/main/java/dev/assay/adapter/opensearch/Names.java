package dev.assay.adapter.opensearch;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.NameTaken;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names of a realm at one moment: one document of the server, so that every change of them is
 * one step. Immutable.
 *
 * @param place where the server keeps this version of them
 * @param generation of the realm's cursors; empty in a realm that nothing was ever written to
 * @param collections each with the generation of its views
 * @param aliases each with its collection
 * @param dropped generations whose views or cursors are still to be erased
 * @param attempt who wrote this version
 */
record Names(
    Place place,
    String generation,
    SortedMap<String, String> collections,
    SortedMap<String, String> aliases,
    SortedSet<String> dropped,
    String attempt) {

  /** A realm that nothing was ever written to. */
  static final Names NONE =
      new Names(Place.NOWHERE, "", new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), "");

  /** Copies the maps. */
  Names {
    collections = Collections.unmodifiableSortedMap(new TreeMap<>(collections));
    aliases = Collections.unmodifiableSortedMap(new TreeMap<>(aliases));
    dropped = Collections.unmodifiableSortedSet(new TreeSet<>(dropped));
  }

  /**
   * Where the server keeps one version of a document.
   *
   * @param sequence its number; −1 if there is no document
   * @param term the term of the primary that wrote it
   */
  record Place(long sequence, long term) {
    static final Place NOWHERE = new Place(-1, -1);

    static Place of(JsonObject found) {
      return Answer.truth(found, "found")
          ? new Place(
              Answer.number(found, "_seq_no").orElse(-1L),
              Answer.number(found, "_primary_term").orElse(-1L))
          : NOWHERE;
    }

    boolean exists() {
      return sequence >= 0;
    }

    /** Adds the condition that the document is still this version of it, or still missing. */
    JsonObject condition(JsonObject target) {
      return exists()
          ? target.with("if_seq_no", sequence).with("if_primary_term", term)
          : target.with("op_type", "create");
    }
  }

  /**
   * A collection behind a name.
   *
   * @param collection its own name
   * @param generation of its views
   */
  record Target(String collection, String generation) {}

  /** Returns the collection that a reader means by a name. */
  Optional<Target> target(String name) {
    String collection = aliases.getOrDefault(name, name);
    return Optional.ofNullable(collections.get(collection))
        .map(generation -> new Target(collection, generation));
  }

  /** Returns the aliases of a collection. */
  Set<String> aliasesOf(String collection) {
    Set<String> names = new TreeSet<>(aliases.keySet());
    names.removeIf(name -> !collection.equals(aliases.get(name)));
    return names;
  }

  void refuseAlias(String collection) {
    if (aliases.containsKey(collection)) {
      throw new NameTaken(
          collection, "'%s' is an alias; use the collection itself".formatted(collection));
    }
  }

  /** Returns these names with collections added. */
  Names with(Set<String> added) {
    SortedMap<String, String> more = new TreeMap<>(collections);
    added.forEach(name -> more.computeIfAbsent(name, n -> Ids.fresh()));
    return new Names(place, generationOrFresh(), more, aliases, dropped, attempt);
  }

  Names withAlias(String name, String collection) {
    SortedMap<String, String> more = new TreeMap<>(aliases);
    more.put(name, collection);
    return new Names(place, generation, collections, more, dropped, attempt);
  }

  Names withoutAlias(String name) {
    SortedMap<String, String> fewer = new TreeMap<>(aliases);
    fewer.remove(name);
    return new Names(place, generation, collections, fewer, dropped, attempt);
  }

  Names without(String collection) {
    SortedMap<String, String> fewer = new TreeMap<>(collections);
    Set<String> more = new TreeSet<>(dropped);
    Optional.ofNullable(fewer.remove(collection)).ifPresent(more::add);
    return new Names(place, generation, fewer, aliases, new TreeSet<>(more), attempt);
  }

  /** Returns the names of an empty realm that still knows what is to be erased. */
  Names emptied() {
    SortedSet<String> more = new TreeSet<>(dropped);
    more.addAll(collections.values());
    if (!generation.isEmpty()) {
      more.add(generation);
    }
    return new Names(place, "", new TreeMap<>(), new TreeMap<>(), more, attempt);
  }

  Names erased(Set<String> generations) {
    SortedSet<String> fewer = new TreeSet<>(dropped);
    fewer.removeAll(generations);
    return new Names(place, generation, collections, aliases, fewer, attempt);
  }

  Names by(String writer) {
    return new Names(place, generation, collections, aliases, dropped, writer);
  }

  Names at(Place written) {
    return new Names(written, generation, collections, aliases, dropped, attempt);
  }

  /** Returns these names with a generation for cursors. */
  Names begun() {
    return new Names(place, generationOrFresh(), collections, aliases, dropped, attempt);
  }

  private String generationOrFresh() {
    return generation.isEmpty() ? Ids.fresh() : generation;
  }

  /** Tells whether nothing would be lost if the document was not there. */
  boolean isEmpty() {
    return generation.isEmpty() && collections.isEmpty() && aliases.isEmpty() && dropped.isEmpty();
  }

  JsonObject toJson(String realm) {
    JsonObject names =
        JsonObject.EMPTY.with("collections", object(collections)).with("aliases", object(aliases));
    return JsonObject.EMPTY
        .with("kind", "realm")
        .with("realm", realm)
        .with("generation", generation)
        .with("names", names.toString())
        .with("dropped", new JsonArray(dropped.stream().map(Json::of).toList()))
        .with("attempt", attempt);
  }

  private static JsonObject object(Map<String, String> texts) {
    Map<String, Json> members = new TreeMap<>();
    texts.forEach((name, text) -> members.put(name, Json.of(text)));
    return new JsonObject(members);
  }

  /** Reads what a look-up found. */
  static Names of(JsonObject found) {
    if (!Answer.truth(found, "found")) {
      return NONE;
    }
    JsonObject source = Answer.object(found, "_source");
    try {
      JsonObject names = JsonObject.parse(Answer.text(source, "names").orElse(""));
      return new Names(
          Place.of(found),
          Answer.text(source, "generation").orElse(""),
          texts(Answer.object(names, "collections")),
          texts(Answer.object(names, "aliases")),
          texts(Answer.list(source, "dropped")),
          Answer.text(source, "attempt").orElse(""));
    } catch (InvalidJson e) {
      throw new CorruptStore(
          "the names of a realm", "the document is not one that this store wrote", e);
    }
  }

  private static SortedMap<String, String> texts(JsonObject object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.members().forEach((name, text) -> texts.put(name, ((JsonString) text).value()));
    return texts;
  }

  private static SortedSet<String> texts(List<Json> values) {
    SortedSet<String> texts = new TreeSet<>();
    values.forEach(text -> texts.add(((JsonString) text).value()));
    return texts;
  }
}
