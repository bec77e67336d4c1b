package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Counter;
import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The request log: an item for each request in its stream's partition, an entry in the list of its
 * interaction, and one in the list of those that may have no receipt. Numbers from a counter put
 * the lists in the order of first receipt. Every write conditions on how often the item was
 * changed, and leaves its attempt behind, so that a call counts once however late it comes.
 */
final class RequestTable {

  static final String INTERACTION = "interaction";
  private static final String BODY = "body";
  private static final String RECEIVED = "received";
  private static final String FIRST_AT = "firstAt";
  private static final String LAST_AT = "lastAt";
  private static final String ERROR = "error";
  private static final String CHANGES = "changes";
  private static final String NUMBER = "number";
  private static final String ATTEMPTS = "attempts";
  private static final int MOST_ATTEMPTS = 16;
  private static final Pattern CURSOR = Pattern.compile("[0-9]{19}");

  private final Content content;
  private final int partitions;
  private final Optional<Integer> days;

  RequestTable(Content content, int partitions, Optional<Integer> days) {
    this.content = content;
    this.partitions = partitions;
    this.days = days;
  }

  LoggedRequest record(Request request, Deadline deadline) {
    StreamId stream = request.stream();
    return change(
            "The record of the request",
            stream,
            request.request(),
            deadline,
            (snapshot, attempt) -> first(request, snapshot, attempt, deadline),
            (item, attempt) -> again(item))
        .orElseThrow();
  }

  boolean fail(StreamId stream, RequestId request, String error, Deadline deadline) {
    int cut =
        error.offsetByCodePoints(
            0, Math.min(RequestLog.MAX_ERROR, error.codePointCount(0, error.length())));
    String kept = error.substring(0, cut);
    return change(
            "The record of the error",
            stream,
            request,
            deadline,
            (snapshot, attempt) -> false,
            (item, attempt) -> item.put(ERROR, DynamoCodec.text(kept)))
        .isPresent();
  }

  private interface Creation {
    /** Returns false if nothing is to be created. */
    boolean create(Snapshot snapshot, String attempt);
  }

  private interface Change {
    void apply(Map<String, AttributeValue> item, String attempt);
  }

  /**
   * Changes a logged request, or creates it; exactly once. An item remembers the attempts of its
   * last changes. Where it has been changed so often that a lost attempt may be forgotten, the
   * outcome is unknown.
   */
  private Optional<LoggedRequest> change(
      String what,
      StreamId stream,
      RequestId request,
      Deadline deadline,
      Creation creation,
      Change change) {
    String attempt = UUID.randomUUID().toString();
    Backoff backoff = new Backoff();
    Lost lost = Lost.NOTHING;
    boolean applied = false;
    while (true) {
      long changes = 0;
      try {
        Snapshot snapshot = read(what, stream, request, deadline);
        Optional<Item> found = snapshot.item(snapshot.keys().logged(stream, request));
        if (found.isPresent() && (applied || attempts(found.get()).contains(attempt))) {
          return found.map(item -> logged(item, receipt(snapshot, stream, request)));
        }
        if (found.isPresent() && lost.mayBeForgottenBy(found.get())) {
          throw new OutcomeUnknown(
              what + " may have been applied: too much was recorded since its answer was lost",
              null);
        }
        if (found.isEmpty() && !creation.create(snapshot, attempt)) {
          return Optional.empty();
        }
        if (found.isPresent()) {
          changes = found.get().number(CHANGES);
          put(found.get(), attempt, change, deadline);
        }
        // What was written is read back, so that the answer is what the log remembers.
        applied = true;
        continue;
      } catch (DynamoFailure e) {
        lost = e.is(Kind.UNKNOWN) ? new Lost(changes) : lost;
        if (e.is(Kind.REFUSED) || e.is(Kind.NOT_SENT)) {
          throw told(what, applied || lost.isSome(), DynamoErrors.notApplied(what, e));
        }
      } catch (StoreUnavailable e) {
        throw told(what, applied || lost.isSome(), e);
      }
      if (!content.dynamo().pause(backoff, deadline)) {
        throw told(
            what,
            applied || lost.isSome(),
            new StoreUnavailable(what + " was not applied in time", null));
      }
    }
  }

  /**
   * An attempt whose answer was lost.
   *
   * @param after how often the item had been changed when it was sent; -1 if none was lost
   */
  private record Lost(long after) {

    static final Lost NOTHING = new Lost(-1);

    boolean isSome() {
      return after >= 0;
    }

    /** If it was applied at all, then as the change behind {@code after}. */
    boolean mayBeForgottenBy(Item item) {
      return isSome() && after + 1 <= item.number(CHANGES) - attempts(item).size();
    }
  }

  private static StoreException told(String what, boolean doubt, StoreUnavailable error) {
    return doubt
        ? new OutcomeUnknown(what + " may have been applied: no answer came in time", error)
        : error;
  }

  private Snapshot read(String what, StreamId stream, RequestId request, Deadline deadline) {
    return content.read(
        what,
        Keys.partition(stream, partitions),
        keys -> List.of(keys.logged(stream, request), keys.request(stream, request)),
        deadline);
  }

  private static Optional<Receipt> receipt(Snapshot snapshot, StreamId stream, RequestId request) {
    return snapshot.item(snapshot.keys().request(stream, request)).map(Item::receipt);
  }

  private static List<String> attempts(Item item) {
    AttributeValue value = item.attributes().get(ATTEMPTS);
    return value == null ? List.of() : value.l().stream().map(AttributeValue::s).toList();
  }

  private static void again(Map<String, AttributeValue> item) {
    Item old = new Item(item);
    item.put(RECEIVED, DynamoCodec.number(old.number(RECEIVED) + 1));
    Instant now = now();
    item.put(LAST_AT, DynamoCodec.time(now.isAfter(old.time(LAST_AT)) ? now : old.time(LAST_AT)));
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  private void put(Item old, String attempt, Change change, Deadline deadline) {
    Map<String, AttributeValue> item = new HashMap<>(old.attributes());
    change.apply(item, attempt);
    long changes = old.number(CHANGES);
    List<String> attempts = new ArrayList<>(attempts(old));
    attempts.add(attempt);
    List<String> kept =
        attempts.subList(Math.max(0, attempts.size() - MOST_ATTEMPTS), attempts.size());
    item.put(CHANGES, DynamoCodec.number(changes + 1));
    item.put(ATTEMPTS, AttributeValue.fromL(kept.stream().map(DynamoCodec::text).toList()));
    Expression unchanged = new Expression("#changes = :changes").with(CHANGES, changes);
    content
        .dynamo()
        .put(
            PutItemRequest.builder()
                .tableName(content.table())
                .item(item)
                .conditionExpression(unchanged.text())
                .expressionAttributeNames(unchanged.names(""))
                .expressionAttributeValues(unchanged.values()),
            deadline.share());
  }

  private boolean first(Request request, Snapshot snapshot, String attempt, Deadline deadline) {
    Keys keys = snapshot.keys();
    long number = nextNumber(keys, deadline);
    Instant now = now();
    Map<String, AttributeValue> item =
        DynamoCodec.item(keys.logged(request.stream(), request.request()));
    item.putAll(entry(request));
    item.put(BODY, DynamoCodec.text(request.body().toString()));
    item.put(RECEIVED, DynamoCodec.number(1));
    item.put(FIRST_AT, DynamoCodec.time(now));
    item.put(LAST_AT, DynamoCodec.time(now));
    item.put(CHANGES, DynamoCodec.number(1));
    item.put(NUMBER, DynamoCodec.number(number));
    item.put(ATTEMPTS, AttributeValue.fromL(List.of(DynamoCodec.text(attempt))));
    String sk = Keys.padded(number);
    TransactWriteItemsRequest.Builder transaction =
        TransactWriteItemsRequest.builder()
            .clientRequestToken(UUID.randomUUID().toString())
            .transactItems(
                put(item, true),
                put(
                    entry(new ItemKey(keys.interaction(request.interaction()), sk), request),
                    false),
                put(entry(new ItemKey(keys.pending(), sk), request), false),
                isPresent(keys));
    content.dynamo().transact(transaction, deadline.share());
    return true;
  }

  private long nextNumber(Keys keys, Deadline deadline) {
    Expression present =
        new Expression("#content = :content").with("content", keys.content()).with("one", 1);
    String update = "SET #last = #last + :one";
    return new Item(
            content
                .dynamo()
                .update(
                    UpdateItemRequest.builder()
                        .tableName(content.table())
                        .key(content.realm().log().toMap())
                        .updateExpression(update)
                        .conditionExpression(present.text())
                        .expressionAttributeNames(present.names(update))
                        .expressionAttributeValues(present.values())
                        .returnValues(ReturnValue.ALL_NEW),
                    deadline.share())
                .attributes())
        .number(Counter.LAST);
  }

  private Map<String, AttributeValue> entry(ItemKey key, Request request) {
    Map<String, AttributeValue> entry = DynamoCodec.item(key);
    entry.putAll(entry(request));
    return entry;
  }

  private Map<String, AttributeValue> entry(Request request) {
    Map<String, AttributeValue> entry = new HashMap<>();
    entry.put(DynamoCodec.TYPE, DynamoCodec.text(request.stream().type()));
    entry.put(DynamoCodec.ID, DynamoCodec.text(request.stream().id()));
    entry.put(DynamoCodec.REQUEST, DynamoCodec.text(request.request().value()));
    entry.put(INTERACTION, DynamoCodec.text(request.interaction()));
    days.ifPresent(
        kept ->
            entry.put(
                DynamoSchema.EXPIRES,
                DynamoCodec.number(Instant.now().plus(Duration.ofDays(kept)).getEpochSecond())));
    return entry;
  }

  private TransactWriteItem put(Map<String, AttributeValue> item, boolean once) {
    Put.Builder put = Put.builder().tableName(content.table()).item(item);
    if (once) {
      Expression absent = new Expression("attribute_not_exists(#pk)");
      put.conditionExpression(absent.text()).expressionAttributeNames(absent.names(""));
    }
    return TransactWriteItem.builder().put(put.build()).build();
  }

  /** Nothing is recorded in a content that was dropped: nobody would erase it. */
  private TransactWriteItem isPresent(Keys keys) {
    Expression present = new Expression("#content = :content").with("content", keys.content());
    return TransactWriteItem.builder()
        .conditionCheck(
            ConditionCheck.builder()
                .tableName(content.table())
                .key(content.realm().realmItem().toMap())
                .conditionExpression(present.text())
                .expressionAttributeNames(present.names(""))
                .expressionAttributeValues(present.values())
                .build())
        .build();
  }

  Optional<LoggedRequest> find(StreamId stream, RequestId request, Deadline deadline) {
    Snapshot snapshot = read("The look for the request", stream, request, deadline);
    return snapshot
        .item(snapshot.keys().logged(stream, request))
        .map(item -> logged(item, receipt(snapshot, stream, request)));
  }

  private static LoggedRequest logged(Item item, Optional<Receipt> receipt) {
    return new LoggedRequest(
        new Request(
            item.stream(),
            new RequestId(item.text(DynamoCodec.REQUEST)),
            item.text(INTERACTION),
            item.json(BODY)),
        item.number(RECEIVED),
        item.time(FIRST_AT),
        item.time(LAST_AT),
        item.optional(ERROR),
        receipt);
  }

  Page<LoggedRequest> byInteraction(
      String interaction, Optional<PageCursor> after, int max, Deadline deadline) {
    Keys keys = keys(deadline);
    return page(keys, keys.interaction(interaction), after, max, false, deadline);
  }

  Page<LoggedRequest> pending(Optional<PageCursor> after, int max, Deadline deadline) {
    Keys keys = keys(deadline);
    return page(keys, keys.pending(), after, max, true, deadline);
  }

  private Keys keys(Deadline deadline) {
    return content.read("The list of requests", 0, keys -> List.of(), deadline).keys();
  }

  private Page<LoggedRequest> page(
      Keys keys,
      String list,
      Optional<PageCursor> after,
      int max,
      boolean open,
      Deadline deadline) {
    String at = after.map(RequestTable::place).orElse(Keys.padded(0));
    List<LoggedRequest> requests = new ArrayList<>();
    while (true) {
      List<Item> entries = entries(list, at, max - requests.size() + 1, deadline);
      List<Item> answered = new ArrayList<>();
      Map<ItemKey, Map<String, AttributeValue>> found = fetch(keys, entries, deadline);
      for (Item entry : entries) {
        if (requests.size() == max) {
          return new Page<>(requests, Optional.of(new PageCursor(at)));
        }
        at = entry.text(ItemKey.SK);
        Optional<LoggedRequest> one = logged(keys, entry, found);
        boolean hasReceipt = one.flatMap(LoggedRequest::receipt).isPresent();
        if (open && hasReceipt) {
          answered.add(entry);
        } else {
          one.ifPresent(requests::add);
        }
      }
      if (!answered.isEmpty()) {
        moveToAnswered(keys, answered, deadline);
      }
      if (entries.isEmpty()) {
        return new Page<>(requests, Optional.empty());
      }
    }
  }

  private static String place(PageCursor cursor) {
    if (!CURSOR.matcher(cursor.text()).matches()) {
      throw new IllegalArgumentException("The page cursor is not of this list");
    }
    return cursor.text();
  }

  private static Optional<LoggedRequest> logged(
      Keys keys, Item entry, Map<ItemKey, Map<String, AttributeValue>> found) {
    StreamId stream = entry.stream();
    RequestId request = new RequestId(entry.text(DynamoCodec.REQUEST));
    Function<ItemKey, Optional<Item>> item =
        key -> Optional.ofNullable(found.get(key)).map(Item::new);
    return item.apply(keys.logged(stream, request))
        .map(there -> logged(there, item.apply(keys.request(stream, request)).map(Item::receipt)));
  }

  private Map<ItemKey, Map<String, AttributeValue>> fetch(
      Keys keys, List<Item> entries, Deadline deadline) {
    List<ItemKey> wanted = new ArrayList<>();
    for (Item entry : entries) {
      RequestId request = new RequestId(entry.text(DynamoCodec.REQUEST));
      wanted.add(keys.logged(entry.stream(), request));
      wanted.add(keys.request(entry.stream(), request));
    }
    return content.dynamo().getAll("The list of requests", content.table(), wanted, deadline);
  }

  private List<Item> entries(String list, String after, int limit, Deadline deadline) {
    Expression keys =
        new Expression("#pk = :pk AND #sk > :after").with("pk", list).with("after", after);
    return content
        .dynamo()
        .read(
            "The list of requests",
            deadline,
            end ->
                content
                    .dynamo()
                    .query(
                        QueryRequest.builder()
                            .tableName(content.table())
                            .consistentRead(true)
                            .limit(limit)
                            .keyConditionExpression(keys.text())
                            .expressionAttributeNames(keys.names(""))
                            .expressionAttributeValues(keys.values()),
                        end))
        .items()
        .stream()
        .map(Item::new)
        .toList();
  }

  /** Takes requests that have a receipt off the list, which is why it stays short. */
  private void moveToAnswered(Keys keys, List<Item> entries, Deadline deadline) {
    List<WriteRequest> puts = new ArrayList<>();
    List<WriteRequest> deletes = new ArrayList<>();
    for (Item entry : entries) {
      Map<String, AttributeValue> moved = new HashMap<>(entry.attributes());
      moved.put(ItemKey.PK, DynamoCodec.text(keys.answered()));
      puts.add(WriteRequest.builder().putRequest(PutRequest.builder().item(moved).build()).build());
      deletes.add(StreamCutter.delete(ItemKey.of(entry.attributes())));
    }
    // A courtesy to the next reader: if it does not come about now, it will then.
    if (content.dynamo().writeAll(content.table(), puts, deadline.share())) {
      content.dynamo().writeAll(content.table(), deletes, deadline.share());
    }
  }
}
