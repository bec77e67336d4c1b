package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Counter;
import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoCodec.Item;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;

/**
 * Judges commits one by one on what was read, each on what those before it will leave, and collects
 * the one transaction that applies those that fit. Every answer holds only if the transaction is
 * applied, save those that rest on what was read alone.
 *
 * <p>For one round; not thread-safe.
 */
final class CommitPlan {

  private static final int MOST_ACTIONS = 100;
  private static final long MOST_BYTES = 3L << 20;

  private final Content content;
  private final Snapshot read;
  private final Map<Integer, Long> positions = new LinkedHashMap<>();
  private final Map<StreamId, Head> heads = new LinkedHashMap<>();
  private final Map<Claim, Optional<StreamId>> holders = new HashMap<>();
  private final Map<RequestOfStream, Receipt> planned = new HashMap<>();
  private final Map<CommitTicket, CommitResult> answers = new LinkedHashMap<>();
  private final List<CommitTicket> written = new ArrayList<>();
  private final List<TransactWriteItem> actions = new ArrayList<>();
  private long bytes;
  private boolean full;

  CommitPlan(Content content, Snapshot read) {
    this.content = content;
    this.read = read;
  }

  private record RequestOfStream(StreamId stream, RequestId request) {

    static RequestOfStream of(Commit commit) {
      return new RequestOfStream(commit.stream(), commit.request());
    }
  }

  /** Returns the keys of what a commit is judged by, besides the counter. */
  static List<ItemKey> judgedBy(Keys keys, Commit commit) {
    List<ItemKey> judges = new ArrayList<>();
    judges.add(keys.head(commit.stream()));
    judges.add(keys.request(commit.stream(), commit.request()));
    commit.claims().forEach(claim -> judges.add(keys.claim(claim)));
    commit.releases().forEach(claim -> judges.add(keys.claim(claim)));
    return judges;
  }

  /**
   * Judges the next commit.
   *
   * @return false if it must wait for the next transaction, and all behind it
   */
  boolean take(CommitTicket ticket, int partition) {
    Commit commit = ticket.commit().commit();
    if (full) {
      return false;
    }
    Optional<CommitResult> duplicate = duplicate(ticket);
    if (duplicate.isPresent()) {
      answers.put(ticket, duplicate.get());
      return true;
    }
    Head head = head(commit.stream());
    if (!commit.expected().holdsAt(head.version())) {
      answers.put(ticket, new CommitResult.VersionConflict(head.version()));
      return true;
    }
    for (Claim claim : commit.claims()) {
      Optional<StreamId> holder = holder(claim);
      if (holder.isPresent() && !holder.get().equals(commit.stream())) {
        answers.put(ticket, new CommitResult.ClaimTaken(claim, holder.get()));
        return true;
      }
    }
    if (!fits(ticket)) {
      full = true;
      return false;
    }
    write(ticket, partition, head);
    return true;
  }

  private Optional<CommitResult> duplicate(CommitTicket ticket) {
    Commit commit = ticket.commit().commit();
    Receipt before = planned.get(RequestOfStream.of(commit));
    if (before != null) {
      return Optional.of(new CommitResult.Duplicate(before));
    }
    return read.item(read.keys().request(commit.stream(), commit.request()))
        .map(item -> known(ticket, item));
  }

  /** Returns what a request item says to a commit: it was written by it, or by another. */
  static CommitResult known(CommitTicket ticket, Item item) {
    return item.text(DynamoCodec.ATTEMPT).equals(ticket.attempt())
        ? new CommitResult.Committed(item.receipt())
        : new CommitResult.Duplicate(item.receipt());
  }

  private Head head(StreamId stream) {
    Head changed = heads.get(stream);
    return changed == null ? Head.of(read.item(read.keys().head(stream))) : changed;
  }

  private Optional<StreamId> holder(Claim claim) {
    Optional<StreamId> changed = holders.get(claim);
    return changed == null ? read.item(read.keys().claim(claim)).map(Item::stream) : changed;
  }

  /** A key can be changed once in a transaction; the second change waits for the next one. */
  private boolean fits(CommitTicket ticket) {
    Commit commit = ticket.commit().commit();
    if (written.isEmpty()) {
      return true;
    }
    return !changesAgain(commit)
        && actions.size() + heads.size() + positions.size() + 1 + ticket.commit().actions()
            <= MOST_ACTIONS
        && bytes + ticket.commit().size() <= MOST_BYTES;
  }

  private boolean changesAgain(Commit commit) {
    Optional<StreamId> own = Optional.of(commit.stream());
    return commit.claims().stream()
            .anyMatch(claim -> holders.containsKey(claim) && holder(claim).isEmpty())
        || commit.releases().stream()
            .anyMatch(claim -> holders.containsKey(claim) && holder(claim).equals(own));
  }

  private void write(CommitTicket ticket, int partition, Head head) {
    PreparedCommit prepared = ticket.commit();
    Commit commit = prepared.commit();
    long position =
        positions.merge(partition, read.counter(partition).last() + 1, (old, absent) -> old + 1);
    Instant recordedAt = prepared.recordedAt().orElseGet(() -> now(head));
    Receipt receipt =
        new Receipt(
            commit.stream(),
            commit.request(),
            head.version(),
            head.version() + prepared.count(),
            commit.response(),
            recordedAt,
            DynamoCodec.position(partition, position));
    heads.put(commit.stream(), after(head, receipt, prepared.truncated()));
    planned.put(RequestOfStream.of(commit), receipt);
    answers.put(ticket, new CommitResult.Committed(receipt));
    written.add(ticket);
    bytes += prepared.size();
    writeRequest(ticket, receipt, position);
    writeEvents(commit, receipt);
    writeFeed(prepared, receipt, position);
    writeClaims(commit);
  }

  private static Instant now(Head head) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return now.isAfter(head.lastAt()) ? now : head.lastAt();
  }

  private static Head after(Head head, Receipt receipt, boolean truncated) {
    Instant lastAt =
        receipt.recordedAt().isAfter(head.lastAt()) ? receipt.recordedAt() : head.lastAt();
    return new Head(
        receipt.after(),
        head.changes() + 1,
        truncated ? receipt.after() + 1 : head.first(),
        lastAt);
  }

  private void writeRequest(CommitTicket ticket, Receipt receipt, long position) {
    Map<String, AttributeValue> item =
        receiptItem(
            read.keys().request(receipt.stream(), receipt.request()), ticket.commit(), receipt);
    item.put(DynamoCodec.PARTITION, DynamoCodec.number(receipt.position().partition()));
    item.put(DynamoCodec.POSITION, DynamoCodec.number(position));
    item.put(DynamoCodec.ATTEMPT, DynamoCodec.text(ticket.attempt()));
    put(item, new Expression("attribute_not_exists(#pk)"));
  }

  private static Map<String, AttributeValue> receiptItem(
      ItemKey key, PreparedCommit prepared, Receipt receipt) {
    Map<String, AttributeValue> item = DynamoCodec.item(key);
    item.put(DynamoCodec.TYPE, DynamoCodec.text(receipt.stream().type()));
    item.put(DynamoCodec.ID, DynamoCodec.text(receipt.stream().id()));
    item.put(DynamoCodec.REQUEST, DynamoCodec.text(receipt.request().value()));
    item.put(DynamoCodec.BEFORE, DynamoCodec.number(receipt.before()));
    item.put(DynamoCodec.AFTER, DynamoCodec.number(receipt.after()));
    item.put(DynamoCodec.RESPONSE, DynamoCodec.text(prepared.response()));
    item.put(DynamoCodec.RECORDED_AT, DynamoCodec.time(receipt.recordedAt()));
    return item;
  }

  private void writeEvents(Commit commit, Receipt receipt) {
    if (commit.events().isEmpty()) {
      return;
    }
    Map<String, AttributeValue> item =
        DynamoCodec.item(read.keys().commit(commit.stream(), receipt.after()));
    item.put(DynamoCodec.BEFORE, DynamoCodec.number(receipt.before()));
    item.put(DynamoCodec.RECORDED_AT, DynamoCodec.time(receipt.recordedAt()));
    item.put(DynamoCodec.EVENTS, DynamoCodec.events(commit.events()));
    actions.add(
        TransactWriteItem.builder()
            .put(Put.builder().tableName(content.table()).item(item).build())
            .build());
  }

  private void writeFeed(PreparedCommit prepared, Receipt receipt, long position) {
    Commit commit = prepared.commit();
    Map<String, AttributeValue> item =
        receiptItem(read.keys().feed(receipt.position().partition(), position), prepared, receipt);
    item.put(DynamoCodec.BYTES, DynamoCodec.number(prepared.bytes()));
    if (!commit.effects().isEmpty()) {
      item.put(DynamoCodec.EFFECTS, DynamoCodec.effects(commit.effects()));
    }
    if (!commit.claims().isEmpty()) {
      item.put(DynamoCodec.CLAIMS, DynamoCodec.claims(commit.claims()));
    }
    if (!commit.releases().isEmpty()) {
      item.put(DynamoCodec.RELEASES, DynamoCodec.claims(commit.releases()));
    }
    actions.add(
        TransactWriteItem.builder()
            .put(Put.builder().tableName(content.table()).item(item).build())
            .build());
  }

  /** What the stream holds already, or does not hold, cannot change while its head does not. */
  private void writeClaims(Commit commit) {
    for (Claim claim : commit.claims()) {
      if (holder(claim).isEmpty()) {
        holders.put(claim, Optional.of(commit.stream()));
        Map<String, AttributeValue> item = DynamoCodec.item(read.keys().claim(claim));
        item.put(DynamoCodec.TYPE, DynamoCodec.text(commit.stream().type()));
        item.put(DynamoCodec.ID, DynamoCodec.text(commit.stream().id()));
        put(item, new Expression("attribute_not_exists(#pk)"));
      }
    }
    for (Claim claim : commit.releases()) {
      if (holder(claim).equals(Optional.of(commit.stream()))) {
        holders.put(claim, Optional.empty());
        actions.add(
            TransactWriteItem.builder()
                .delete(
                    Delete.builder()
                        .tableName(content.table())
                        .key(read.keys().claim(claim).toMap())
                        .build())
                .build());
      }
    }
  }

  private void put(Map<String, AttributeValue> item, Expression condition) {
    Put.Builder put =
        Put.builder()
            .tableName(content.table())
            .item(item)
            .conditionExpression(condition.text())
            .expressionAttributeNames(condition.names(""));
    if (!condition.values().isEmpty()) {
      put.expressionAttributeValues(condition.values());
    }
    actions.add(TransactWriteItem.builder().put(put.build()).build());
  }

  /** Returns the commits that the transaction applies. */
  List<CommitTicket> written() {
    return written;
  }

  /** Returns the answers to all commits that were judged. */
  Map<CommitTicket, CommitResult> answers() {
    return answers;
  }

  Snapshot read() {
    return read;
  }

  /**
   * Returns the transaction under a token of its own: the counters first, then the heads, then
   * everything else.
   */
  TransactWriteItemsRequest transaction() {
    List<TransactWriteItem> all = new ArrayList<>();
    positions.forEach((partition, last) -> all.add(advance(content, read, partition, last)));
    List<TransactWriteItem> rest = List.copyOf(actions);
    actions.clear();
    heads.forEach(
        (stream, head) -> {
          ItemKey key = read.keys().head(stream);
          put(head.item(key, stream), Head.of(read.item(key)).unchanged());
        });
    all.addAll(actions);
    all.addAll(rest);
    return TransactWriteItemsRequest.builder()
        .clientRequestToken(UUID.randomUUID().toString())
        .transactItems(all)
        .build();
  }

  /** Advances a counter, if it is still as it was read: of the same content, at the same place. */
  static TransactWriteItem advance(Content content, Snapshot read, int partition, long last) {
    Counter counter = read.counter(partition);
    Expression condition =
        new Expression("#content = :content AND #last = :old")
            .with(Counter.CONTENT, counter.content())
            .with("old", counter.last())
            .with("new", last);
    String update = "SET #last = :new";
    return TransactWriteItem.builder()
        .update(
            Update.builder()
                .tableName(content.table())
                .key(content.realm().counter(partition).toMap())
                .updateExpression(update)
                .conditionExpression(condition.text())
                .expressionAttributeNames(condition.names(update))
                .expressionAttributeValues(condition.values())
                .build())
        .build();
  }
}
