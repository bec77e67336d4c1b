package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is indexed of a document so that it can be found: {@link Terms}, and for each path with
 * scalars the least and the greatest of them, which it is sorted by.
 *
 * @param terms the terms
 * @param sorts by the path, one value or two
 */
record ViewIndex(Set<String> terms, Map<String, List<String>> sorts) {

  /** Takes a document apart. */
  static ViewIndex of(JsonObject document) {
    Node root = new Node(Terms.root());
    root.members(document);
    Set<String> terms = new LinkedHashSet<>();
    Map<String, List<String>> sorts = new LinkedHashMap<>();
    root.children.values().forEach(child -> child.collect(terms, sorts));
    return new ViewIndex(terms, sorts);
  }

  /** Returns the terms as they are sent. */
  JsonArray termsJson() {
    return texts(terms);
  }

  /** Returns the values to sort by as they are sent. */
  JsonArray sortsJson() {
    List<Json> all = new ArrayList<>();
    sorts.forEach(
        (path, values) ->
            all.add(JsonObject.EMPTY.with("path", path).with("value", texts(values))));
    return new JsonArray(all);
  }

  private static JsonArray texts(Collection<String> texts) {
    return new JsonArray(texts.stream().map(Json::of).toList());
  }

  /** A path that some value lies at. Each path is digested once, however often it occurs. */
  private static final class Node {
    private final byte[] digest;
    private final String path;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final Set<String> terms = new LinkedHashSet<>();
    private @Nullable String least;
    private @Nullable String greatest;

    Node(byte[] digest) {
      this.digest = digest;
      this.path = Terms.path(digest);
    }

    void members(JsonObject object) {
      object
          .members()
          .forEach(
              (key, value) ->
                  children
                      .computeIfAbsent(key, k -> new Node(Terms.below(digest, k)))
                      .visit(value));
    }

    void visit(Json json) {
      if (json instanceof JsonArray array) {
        array.forEach(this::visit);
      } else if (!(json instanceof JsonNull)) {
        terms.add(Terms.exists(path));
        value(json);
      }
    }

    private void value(Json json) {
      if (json instanceof JsonObject object) {
        members(object);
        return;
      }
      terms.add(Terms.equal(path, json));
      sort(Terms.sortable(json));
      if (json instanceof JsonString text) {
        text(text.value());
      }
    }

    private void text(String text) {
      if (Terms.isLong(text)) {
        terms.add(path + Terms.LONG);
        terms.add(path + Terms.TEXT + Terms.cut(text));
      }
      Tokens.of(text).forEach(token -> terms.add(Terms.token(path, token)));
    }

    private void sort(String value) {
      if (least == null || compare(value, least) < 0) {
        least = value;
      }
      if (greatest == null || compare(value, greatest) > 0) {
        greatest = value;
      }
    }

    // As the server compares: by the bytes of UTF-8, not by the chars of UTF-16.
    private static int compare(String a, String b) {
      return Arrays.compareUnsigned(Terms.bytes(a), Terms.bytes(b));
    }

    void collect(Set<String> allTerms, Map<String, List<String>> sorts) {
      allTerms.addAll(terms);
      if (least != null && greatest != null) {
        sorts.put(path, least.equals(greatest) ? List.of(least) : List.of(least, greatest));
      }
      children.values().forEach(child -> child.collect(allTerms, sorts));
    }
  }
}
