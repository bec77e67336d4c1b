package dev.assay.adapter.opensearch;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A view or a tombstone on its way to the server, and what became of it. Not thread-safe. */
final class ViewWrite {

  private final ViewKey key;
  private final long revision;
  private final Optional<JsonObject> document;
  private final String attempt = Ids.fresh();

  private @Nullable JsonObject indexed;
  private long size;
  private @Nullable StoreException lost;
  private @Nullable PutOutcome outcome;

  private ViewWrite(ViewKey key, long revision, Optional<JsonObject> document) {
    this.key = key;
    this.revision = revision;
    this.document = document;
  }

  static ViewWrite of(View view) {
    return new ViewWrite(view.key(), view.revision(), Optional.of(view.document()));
  }

  static ViewWrite tombstone(ViewKey key, long revision) {
    return new ViewWrite(key, revision, Optional.empty());
  }

  ViewKey key() {
    return key;
  }

  long revision() {
    return revision;
  }

  String attempt() {
    return attempt;
  }

  /** Returns what is stored, but for the generation. */
  private JsonObject indexed() {
    JsonObject made = indexed;
    if (made == null) {
      JsonObject plain =
          JsonObject.EMPTY.with("id", key.id()).with("revision", revision).with("attempt", attempt);
      made = document.map(found -> withIndex(plain, found)).orElse(plain);
      indexed = made;
    }
    return made;
  }

  private static JsonObject withIndex(JsonObject plain, JsonObject document) {
    ViewIndex index = ViewIndex.of(document);
    String text = document.toString();
    return plain
        .with("document", text)
        .with("bytes", Terms.bytes(text).length)
        .with("terms", index.termsJson())
        .with("sorts", index.sortsJson());
  }

  /** Adds the write to a request. */
  void addTo(Bulk bulk, String index, String generation) {
    JsonObject target =
        Lookups.document(index, Ids.view(generation, key))
            .with("version", revision)
            .with("version_type", "external");
    JsonObject stored = indexed().with("generation", generation);
    bulk.index(target, document.isPresent() ? stored.with("live", generation) : stored);
  }

  /** Returns about how many bytes it takes to send. */
  long size() {
    if (size == 0) {
      size = 200;
      for (Json part : indexed().members().values()) {
        size += part.toString().length();
      }
    }
    return size;
  }

  boolean isAnswered() {
    return outcome != null;
  }

  /** Tells whether the server has accepted or refused it by its revision. */
  boolean isJudged() {
    return outcome instanceof PutResult;
  }

  PutOutcome outcome() {
    PutOutcome answer = outcome;
    if (answer == null) {
      throw new IllegalStateException("A write was not answered");
    }
    return answer;
  }

  /** Notes that a sending was not answered: it may have been applied, or may yet be. */
  void lose(StoreException error) {
    if (lost == null && error instanceof OutcomeUnknown) {
      lost = error;
    }
  }

  /** Tells whether an earlier sending was not answered. */
  boolean isUncertain() {
    return lost != null;
  }

  void apply() {
    outcome = new PutResult.Applied();
  }

  /** Notes a refusal, which is certain only if no earlier sending may have been applied. */
  void refuse(long stored) {
    StoreException unknown = lost;
    outcome = unknown == null ? new PutResult.Stale(stored) : new PutOutcome.Failed(unknown);
  }

  /** Notes an error; an earlier sending that was not answered outweighs it. */
  void fail(StoreException error) {
    StoreException unknown = lost;
    outcome = new PutOutcome.Failed(unknown == null ? error : unknown);
  }

  /** Notes that the server took it for a moment at which nobody can find it any more. */
  void forget() {
    outcome = null;
  }

  static StoreUnavailable overtaken() {
    return new StoreUnavailable(
        "The server was too busy for this view, and took a later one of the same key.", null);
  }
}
