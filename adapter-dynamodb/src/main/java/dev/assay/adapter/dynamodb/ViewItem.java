package dev.assay.adapter.dynamodb;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A view or a tombstone as it is stored.
 *
 * @param key its name
 * @param revision its revision
 * @param document the document as JSON text; empty for a tombstone
 */
record ViewItem(ViewKey key, long revision, Optional<String> document) {

  static final String REVISION = "revision";
  static final String ATTEMPT = "attempt";
  static final String DOCUMENT = "document";

  static ViewItem of(View view) {
    return new ViewItem(view.key(), view.revision(), Optional.of(view.document().toString()));
  }

  static ViewItem tombstone(ViewKey key, long revision) {
    return new ViewItem(key, new Lookup.Removed(revision).revision(), Optional.empty());
  }

  Map<String, AttributeValue> item(String generation, String attempt) {
    Map<String, AttributeValue> item = new HashMap<>(ViewKeys.view(generation, key.id()).toMap());
    item.put(REVISION, revisionValue());
    item.put(ATTEMPT, AttributeValue.fromS(attempt));
    document.ifPresent(text -> item.put(DOCUMENT, AttributeValue.fromS(text)));
    return item;
  }

  /** Returns the bytes of what had to be stored: the id, the revision and the document. */
  long bytes() {
    Map<String, AttributeValue> least = new HashMap<>();
    least.put(ItemKey.SK, AttributeValue.fromS(key.id()));
    least.put(REVISION, revisionValue());
    document.ifPresent(text -> least.put(DOCUMENT, AttributeValue.fromS(text)));
    return ItemSize.of(least);
  }

  AttributeValue revisionValue() {
    return AttributeValue.fromN(Long.toString(revision));
  }

  /** Reads an item that may be missing, as a view of the given collection. */
  static Lookup lookup(String collection, @Nullable Map<String, AttributeValue> item) {
    if (item == null) {
      return new Lookup.Absent();
    }
    long revision = revision(item);
    AttributeValue document = item.get(DOCUMENT);
    if (document == null) {
      return new Lookup.Removed(revision);
    }
    ViewKey key = new ViewKey(collection, text(item, ItemKey.SK));
    return new Lookup.Present(new View(key, revision, document(key, document.s())));
  }

  private static JsonObject document(ViewKey key, String text) {
    try {
      return JsonObject.parse(text);
    } catch (InvalidJson e) {
      throw new CorruptStore("views, " + key, "the document is not one that this type holds", e);
    }
  }

  static long revision(Map<String, AttributeValue> item) {
    try {
      return Long.parseLong(value(item, REVISION).n());
    } catch (NumberFormatException e) {
      throw new CorruptStore("the item " + ItemKey.of(item), "its revision is not a number", e);
    }
  }

  static String text(Map<String, AttributeValue> item, String attribute) {
    return value(item, attribute).s();
  }

  static AttributeValue value(Map<String, AttributeValue> item, String attribute) {
    AttributeValue value = item.get(attribute);
    if (value == null) {
      throw new CorruptStore("an item of the views", "it has no '%s'".formatted(attribute), null);
    }
    return value;
  }
}
