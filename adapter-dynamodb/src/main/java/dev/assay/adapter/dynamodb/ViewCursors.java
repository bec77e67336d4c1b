package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.ViewSender.Sent;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore.SaveResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The cursors of projections. A save replaces exactly the write that it has read, by that one's
 * attempt id: so it is applied at most once, however late a lost sending arrives. Thread-safe.
 */
final class ViewCursors {

  static final String CURSOR = "cursor";
  static final String ATTEMPT = "attempt";

  private final ViewSender sender;
  private final ViewKeys keys;

  ViewCursors(ViewSender sender, ViewKeys keys) {
    this.sender = sender;
    this.keys = keys;
  }

  Cursor get(String projection, int partition, Deadline deadline) {
    return Stored.of(read(keys.cursor(projection, partition), deadline)).cursor;
  }

  private Map<String, AttributeValue> read(ItemKey key, Deadline deadline) {
    return sender
        .dynamo()
        .getAll("The lookup of a cursor", sender.table(), List.of(key), deadline)
        .getOrDefault(key, Map.of());
  }

  SaveResult save(
      String projection, int partition, Cursor expected, Cursor next, Deadline deadline) {
    ItemKey key = keys.cursor(projection, partition);
    String attempt = ViewSender.newId();
    Stored stored = Stored.of(read(key, deadline));
    while (stored.cursor.equals(expected)) {
      Sent sent =
          sender.put(
              "The save of a cursor",
              sending -> item(key, next, attempt),
              stored.isStill(),
              deadline);
      Stored met = Stored.of(sent.met());
      if (sent.isApplied() || met.attempt.equals(Optional.of(attempt))) {
        return new SaveResult.Saved();
      }
      sent.refuse();
      stored = met;
    }
    return new SaveResult.Conflict(stored.cursor);
  }

  /** Returns the removals of all cursors of the realm as they are now. */
  List<TransactWriteItem> removals(NameActions actions, Deadline deadline) {
    List<TransactWriteItem> all = new ArrayList<>();
    sender.query(
        "The list of cursors",
        sender.partition(keys.cursors()),
        deadline,
        page ->
            page.forEach(
                item -> all.add(actions.delete(ItemKey.of(item), Stored.of(item).isStill()))));
    return all;
  }

  private static Map<String, AttributeValue> item(ItemKey key, Cursor cursor, String attempt) {
    Map<String, AttributeValue> item = new HashMap<>(key.toMap());
    item.put(CURSOR, AttributeValue.fromS(cursor.text()));
    item.put(ATTEMPT, AttributeValue.fromS(attempt));
    return item;
  }

  /**
   * A stored cursor.
   *
   * @param cursor the cursor; the start if there is none
   * @param attempt the write that stored it; empty if there is none
   */
  private record Stored(Cursor cursor, Optional<String> attempt) {

    static Stored of(Map<String, AttributeValue> item) {
      return item.isEmpty()
          ? new Stored(Cursor.START, Optional.empty())
          : new Stored(
              new Cursor(ViewItem.text(item, CURSOR)), Optional.of(ViewItem.text(item, ATTEMPT)));
    }

    Condition isStill() {
      return attempt
          .map(id -> Condition.is(ATTEMPT, AttributeValue.fromS(id)))
          .orElseGet(Condition::absent);
    }
  }
}
