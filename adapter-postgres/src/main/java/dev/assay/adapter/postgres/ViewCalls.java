package dev.assay.adapter.postgres;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.NameTaken;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog.DropResult;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the view store asks of the server: statements, parameters, and how answers are read. */
final class ViewCalls {

  private static final int PURGE_ROWS = 2_000;

  private final String realm;
  private final Sql sql;
  private final String get;
  private final String put;
  private final String cursor;
  private final String saveCursor;

  ViewCalls(String realm, Sql sql) {
    this.realm = realm;
    this.sql = sql;
    this.get = sql.text("view-get.sql");
    this.put = sql.text("view-put.sql");
    this.cursor = sql.text("view-cursor.sql");
    this.saveCursor = sql.text("view-cursor-save.sql");
  }

  Call<Lookup> get(ViewKey key) {
    return new Call<>(
        "The lookup of a view",
        get,
        binds -> binds.text(realm).text(key.collection()).text(key.id()),
        rows -> rows.next() ? lookup(key, rows) : new Lookup.Absent());
  }

  private static Lookup lookup(ViewKey key, ResultSet rows) throws SQLException {
    ViewKey name = new ViewKey(rows.getString(1), key.id());
    String document = rows.getString(3);
    return document == null
        ? new Lookup.Removed(rows.getLong(2))
        : new Lookup.Present(new View(name, rows.getLong(2), document(name, document)));
  }

  private static JsonObject document(ViewKey key, String text) {
    try {
      return JsonObject.parse(text);
    } catch (InvalidJson e) {
      throw new CorruptStore("views, " + key, "the document is not one that this type holds", e);
    }
  }

  Call<Map<ViewKey, Judgement>> put(List<ViewRow> rows, UUID attempt) {
    return new Call<>(
        rows.size() == 1 ? "The write of a view" : "The write of views",
        put,
        binds ->
            binds
                .text(realm)
                .texts(rows.stream().map(row -> row.key().collection()).toList())
                .texts(rows.stream().map(row -> row.key().id()).toList())
                .longs(rows.stream().map(ViewRow::revision).toList())
                .texts(documents(rows))
                .ints(rows.stream().map(ViewRow::nesting).toList())
                .texts(rows.stream().map(ViewRow::tokens).toList())
                .uuid(attempt),
        answers -> judgements(rows, answers));
  }

  private static List<@Nullable String> documents(List<ViewRow> rows) {
    List<@Nullable String> documents = new ArrayList<>();
    rows.forEach(row -> documents.add(row.document().orElse(null)));
    return documents;
  }

  private static Map<ViewKey, Judgement> judgements(List<ViewRow> rows, ResultSet answers)
      throws SQLException {
    Map<ViewKey, Judgement> judgements = new HashMap<>();
    for (ViewRow row : rows) {
      answers.next();
      judgements.put(
          row.key(),
          new Judgement(
              answers.getBoolean(1),
              answers.getBoolean(2),
              answers.getLong(3),
              answers.getLong(4)));
    }
    return judgements;
  }

  /**
   * What a search found.
   *
   * @param views the matches of the page and perhaps one more, or fewer if they are large
   * @param count how many there would be if none was large
   */
  record Found(List<View> views, long count) {}

  Call<Found> search(ViewQuery query) {
    SqlText search = SearchSql.compile(realm, query);
    return new Call<>(
        "The search",
        SearchSql.SETTINGS + sql.statement(search.sql()),
        search::bind,
        rows -> {
          List<View> views = new ArrayList<>();
          long count = 0;
          while (rows.next()) {
            count = rows.getLong(5);
            ViewKey key = new ViewKey(rows.getString(4), rows.getString(1));
            views.add(new View(key, rows.getLong(2), document(key, rows.getString(3))));
          }
          return new Found(views, count);
        });
  }

  Call<Cursor> cursor(String projection, int partition) {
    return new Call<>(
        "The lookup of a cursor",
        cursor,
        binds -> binds.text(realm).text(projection).number(partition),
        rows -> rows.next() ? new Cursor(rows.getString(1)) : Cursor.START);
  }

  Call<SaveResult> save(
      String projection, int partition, Cursor expected, Cursor next, UUID attempt) {
    return new Call<>(
        "The save of a cursor",
        saveCursor,
        binds ->
            binds
                .text(realm)
                .text(projection)
                .number(partition)
                .text(expected.text())
                .text(next.text())
                .uuid(attempt),
        rows -> {
          rows.next();
          return rows.getBoolean(1)
              ? new SaveResult.Saved()
              : new SaveResult.Conflict(new Cursor(rows.getString(2)));
        });
  }

  /** A row with what the alias stood for before, or the name that is taken. */
  Call<AliasAnswer> alias(String name, String collection) {
    return new Call<>(
        "The alias",
        sql.text("view-alias.sql"),
        binds -> binds.text(realm).text(name).text(collection),
        rows -> {
          rows.next();
          return new AliasAnswer(
              Optional.ofNullable(rows.getString(1)), Optional.ofNullable(rows.getString(2)));
        });
  }

  Call<Boolean> unalias(String name) {
    return new Call<>(
        "The removal of an alias",
        sql.text("view-unalias.sql"),
        binds -> binds.text(realm).text(name),
        rows -> rows.next() && rows.getBoolean(1));
  }

  Call<Optional<String>> resolve(String name) {
    return new Call<>(
        "The lookup of a name",
        sql.text("view-resolve.sql"),
        binds -> binds.text(realm).text(name),
        rows -> rows.next() ? Optional.of(rows.getString(1)) : Optional.empty());
  }

  Call<SortedMap<String, String>> aliases() {
    return new Call<>(
        "The list of aliases",
        sql.text("view-aliases.sql"),
        binds -> binds.text(realm),
        rows -> {
          SortedMap<String, String> aliases = new TreeMap<>();
          while (rows.next()) {
            aliases.put(rows.getString(1), rows.getString(2));
          }
          return aliases;
        });
  }

  /** Drops a collection; empty if the name is an alias. */
  Call<Optional<DropResult>> drop(String collection) {
    return new Call<>(
        "The drop of a collection",
        sql.text("view-drop.sql"),
        binds -> binds.text(realm).text(collection),
        rows -> {
          rows.next();
          return rows.getBoolean(1) ? Optional.empty() : Optional.of(dropped(rows));
        });
  }

  private static DropResult dropped(ResultSet rows) throws SQLException {
    Set<String> aliases = Set.of((String[]) rows.getArray(2).getArray());
    return aliases.isEmpty() ? new DropResult.Dropped() : new DropResult.StillAliased(aliases);
  }

  Call<Boolean> dropRealm() {
    return new Call<>(
        "The drop of a realm",
        sql.text("view-drop-realm.sql"),
        binds -> binds.text(realm),
        ResultSet::next);
  }

  /** Erases some rows that nobody sees any more; tells whether there may be more. */
  Call<Boolean> purge() {
    return new Call<>(
        "The erasure of dropped views",
        sql.text("view-purge.sql"),
        binds -> binds.number(PURGE_ROWS),
        rows -> rows.next() && rows.getBoolean(1));
  }

  /** What the server says of an alias. */
  record AliasAnswer(Optional<String> taken, Optional<String> earlier) {

    /** Returns what the alias stood for before. */
    Optional<String> result(String name) {
      taken.ifPresent(
          taken -> {
            throw taken.equals(name)
                ? new NameTaken(name, "'%s' is a collection; it cannot be an alias".formatted(name))
                : new NameTaken(taken, "'%s' is an alias, not a collection".formatted(taken));
          });
      return earlier;
    }
  }

  /**
   * What the server says of one written row.
   *
   * @param legal whether the name is that of a collection, not an alias
   * @param mine whether this attempt wrote the row
   * @param replaced the revision that the last accepted write replaced
   * @param stored the stored revision
   */
  record Judgement(boolean legal, boolean mine, long replaced, long stored) {}
}
