package dev.assay.adapter.redis;

import dev.assay.adapter.redis.Call.Kind;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.NameTaken;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import io.lettuce.core.protocol.CommandType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the view store asks of the server: scripts, keys, arguments, and how answers are read. */
final class ViewCalls {

  private static final Script PUT = Script.read("view-put.lua");
  private static final Script GET = Script.read("view-get.lua");
  private static final Script SAVE = Script.read("cursor-save.lua");
  private static final Script ALIAS = Script.read("alias.lua");
  private static final Script UNALIAS = Script.read("unalias.lua");
  private static final Script DROP = Script.read("drop.lua");
  private static final Script DROP_REALM = Script.read("drop-realm.lua");
  private static final Script ERASE = Script.read("erase.lua");
  private static final Script ERASED = Script.read("erased.lua");
  private static final String ALIAS_WORD = "alias ";
  private static final int SCAN_STEP = 500;

  private final RedisSchema schema;
  private final Tally tally = new Tally();

  ViewCalls(RedisSchema schema) {
    this.schema = schema;
  }

  /** Returns what the writes have cost. */
  Tally tally() {
    return tally;
  }

  /** Returns the channel on which the writes of a view are told. */
  String channel(ViewKey key) {
    return schema.view(key);
  }

  Call<PutResult> put(ViewRow row, UUID attempt) {
    return Call.script(
        "The write of a view",
        Kind.ATTEMPT,
        PUT,
        List.of(schema.names(), schema.view(row.key())),
        List.of(
            row.key().collection(),
            Long.toString(row.revision()),
            attempt.toString(),
            row.document()),
        texts -> putResult(row, texts));
  }

  private PutResult putResult(ViewRow row, List<String> texts) {
    return switch (texts.get(0)) {
      case "applied" -> applied(row, texts.get(1));
      case "stale" -> new PutResult.Stale(revision(row.key(), texts.get(1)));
      case "alias" -> throw isAlias(row.key().collection());
      default -> throw strange(schema.view(row.key()), texts);
    };
  }

  private PutResult applied(ViewRow row, String bytes) {
    tally.written(row, bytes);
    return new PutResult.Applied();
  }

  /** Looks a view up by the name that was asked for, where it stands for a collection. */
  Call<Found> get(ViewKey asked, String collection) {
    ViewKey key = new ViewKey(collection, asked.id());
    return Call.script(
        "The lookup of a view",
        Kind.READ,
        GET,
        List.of(schema.names(), schema.view(key)),
        List.of(asked.collection(), collection),
        texts -> found(key, texts));
  }

  /** The answer to a look by name and collection. */
  sealed interface Found {

    /** The name stood for the collection, and there this is found. */
    record There(Lookup lookup) implements Found {}

    /** The name stood for another collection. */
    record Behind(String collection) implements Found {}
  }

  private Found found(ViewKey key, List<String> texts) {
    return switch (texts.get(0)) {
      case "behind" -> new Found.Behind(texts.get(1));
      case "absent" -> new Found.There(new Lookup.Absent());
      case "removed" -> new Found.There(new Lookup.Removed(revision(key, texts.get(1))));
      case "present" -> new Found.There(new Lookup.Present(view(key, texts)));
      default -> throw strange(schema.view(key), texts);
    };
  }

  private View view(ViewKey key, List<String> texts) {
    try {
      return new View(key, revision(key, texts.get(1)), JsonObject.parse(texts.get(2)));
    } catch (InvalidJson e) {
      throw new CorruptStore(schema.view(key), "the document is not one that this type holds", e);
    }
  }

  private long revision(ViewKey key, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new CorruptStore(schema.view(key), "the revision is not a number", e);
    }
  }

  Call<Cursor> cursor(String projection, int partition) {
    return Call.reading(
        "The lookup of a cursor",
        CommandType.HGET,
        List.of(schema.cursors()),
        List.of(RedisSchema.cursor(projection, partition)),
        texts -> texts.isEmpty() ? Cursor.START : stored(texts.get(0)));
  }

  private static Cursor stored(String text) {
    return new Cursor(text.substring(text.indexOf(' ') + 1));
  }

  Call<SaveResult> save(
      String projection, int partition, Cursor expected, Cursor next, UUID attempt) {
    return Call.script(
        "The save of a cursor",
        Kind.ATTEMPT,
        SAVE,
        List.of(schema.cursors()),
        List.of(
            RedisSchema.cursor(projection, partition),
            expected.text(),
            next.text(),
            attempt.toString()),
        this::saved);
  }

  private SaveResult saved(List<String> texts) {
    return switch (texts.get(0)) {
      case "saved" -> new SaveResult.Saved();
      case "conflict" -> new SaveResult.Conflict(new Cursor(texts.get(1)));
      default -> throw strange(schema.cursors(), texts);
    };
  }

  Call<Optional<String>> alias(String name, String collection) {
    return Call.script(
        "The change of an alias",
        Kind.ONCE,
        ALIAS,
        List.of(schema.names()),
        List.of(name, collection),
        texts -> aliased(name, collection, texts));
  }

  private Optional<String> aliased(String name, String collection, List<String> texts) {
    return switch (texts.get(0)) {
      case "done" -> Optional.of(texts.get(1)).filter(before -> !before.isEmpty());
      case "collection" ->
          throw new NameTaken(
              name, "'%s' is a collection; it cannot be an alias as well".formatted(name));
      case "alias" -> throw isAlias(collection);
      default -> throw strange(schema.names(), texts);
    };
  }

  Call<Boolean> unalias(String name) {
    return Call.script(
        "The removal of an alias",
        Kind.ONCE,
        UNALIAS,
        List.of(schema.names()),
        List.of(name),
        texts -> texts.get(0).equals("removed"));
  }

  Call<Optional<String>> resolve(String name) {
    return Call.reading(
        "The lookup of a name",
        CommandType.HGET,
        List.of(schema.names()),
        List.of(name),
        texts -> texts.stream().findFirst().map(value -> behind(name, value)));
  }

  private static String behind(String name, String value) {
    return value.startsWith(ALIAS_WORD) ? value.substring(ALIAS_WORD.length()) : name;
  }

  Call<SortedMap<String, String>> aliases() {
    return Call.reading(
        "The lookup of all aliases",
        CommandType.HGETALL,
        List.of(schema.names()),
        List.of(),
        ViewCalls::aliases);
  }

  private static SortedMap<String, String> aliases(List<String> texts) {
    SortedMap<String, String> aliases = new TreeMap<>();
    pairs(texts)
        .forEach(
            (name, value) -> {
              if (value.startsWith(ALIAS_WORD)) {
                aliases.put(name, behind(name, value));
              }
            });
    return aliases;
  }

  Call<DropResult> drop(String collection) {
    return Call.script(
        "The drop of a collection",
        Kind.ONCE,
        DROP,
        List.of(schema.names(), schema.dropped()),
        List.of(collection, schema.viewsOf(collection)),
        texts -> dropped(collection, texts));
  }

  private DropResult dropped(String collection, List<String> texts) {
    return switch (texts.get(0)) {
      case "dropped" -> new DropResult.Dropped();
      case "aliased" -> new DropResult.StillAliased(new HashSet<>(texts.subList(1, texts.size())));
      case "alias" ->
          throw new NameTaken(
              collection, "'%s' is an alias; drop the collection itself".formatted(collection));
      default -> throw strange(schema.names(), texts);
    };
  }

  Call<Boolean> dropRealm() {
    return Call.script(
        "The drop of the realm",
        Kind.ONCE,
        DROP_REALM,
        List.of(schema.names(), schema.cursors(), schema.dropped()),
        List.of(schema.allViews()),
        texts -> true);
  }

  /** Returns what is yet to be erased: patterns of keys, with the last dead generation of each. */
  Call<Map<String, String>> toErase() {
    return Call.reading(
        "The lookup of what is to be erased",
        CommandType.HGETALL,
        List.of(schema.dropped()),
        List.of(),
        ViewCalls::pairs);
  }

  /** Returns a step through the keys behind a pattern: the next place, then the keys. */
  static Call<List<String>> scan(String place, String pattern) {
    return Call.reading(
        "A step through the keys",
        CommandType.SCAN,
        List.of(),
        List.of(place, "MATCH", pattern, "COUNT", String.valueOf(SCAN_STEP)),
        texts -> texts);
  }

  static Call<Boolean> erase(List<String> keys, String generation) {
    return Call.script(
        "The erasure of views", Kind.ATTEMPT, ERASE, keys, List.of(generation), texts -> true);
  }

  Call<Boolean> erased(String pattern, String generation) {
    return Call.script(
        "The end of an erasure",
        Kind.ATTEMPT,
        ERASED,
        List.of(schema.dropped()),
        List.of(pattern, generation),
        texts -> true);
  }

  /** Returns how many bytes of the server's memory a view takes; empty if there is none. */
  Call<Optional<Long>> memory(ViewKey key) {
    return Call.reading(
        "The look at a view's size",
        CommandType.MEMORY,
        List.of(),
        List.of("USAGE", schema.view(key)),
        texts -> texts.stream().findFirst().map(Long::valueOf));
  }

  /** Returns the name of the history of writes that the server continues. */
  static Call<Optional<String>> replicationId() {
    return Call.reading(
        "The look at the server",
        CommandType.INFO,
        List.of(),
        List.of("replication"),
        texts -> Optional.ofNullable(RedisServer.lines(texts).get("master_replid")));
  }

  private static Map<String, String> pairs(List<String> texts) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i + 1 < texts.size(); i += 2) {
      pairs.put(texts.get(i), texts.get(i + 1));
    }
    return pairs;
  }

  private static NameTaken isAlias(String collection) {
    return new NameTaken(
        collection, "'%s' is an alias; use the collection itself".formatted(collection));
  }

  private static CorruptStore strange(String where, List<String> texts) {
    return new CorruptStore(
        where, "the script answered '%s'".formatted(texts.isEmpty() ? "" : texts.get(0)), null);
  }
}
