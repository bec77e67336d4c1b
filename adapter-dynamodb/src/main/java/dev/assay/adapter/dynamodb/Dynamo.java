package dev.assay.adapter.dynamodb;

import static software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity.TOTAL;

import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The one way by which a handle asks the server. Every request ends by its deadline, is sent once,
 * and is asked what it consumed; what fails is judged by {@link DynamoErrors}.
 *
 * <p>Requests run on threads of the adapter's own: the caller's thread waits with a bound of its
 * own and may be interrupted at any time without harm to the client. Thread-safe.
 */
final class Dynamo implements AutoCloseable {

  private static final int MOST_KEYS = 100;
  private static final int MOST_WRITES = 25;
  private static final int MOST_WRITERS = 4;
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Clients.Lease lease;
  private final String name;
  private final Duration timeout;
  private final Tally tally = new Tally();
  private final CountDownLatch end = new CountDownLatch(1);
  // One for the handle itself, and one for each request that is under way.
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * Creates the way to the server.
   *
   * @param lease the client, given back when the handle is closed and nothing is under way
   * @param name the handle's name for a person
   * @param timeout the time budget of a call
   */
  Dynamo(Clients.Lease lease, String name, Duration timeout) {
    this.lease = lease;
    this.name = name;
    this.timeout = timeout;
  }

  String server() {
    return lease.server();
  }

  /** Tells whether requests go to Amazon's own service. */
  boolean isService() {
    return lease
        .client()
        .serviceClientConfiguration()
        .endpointOverride()
        .map(Dynamo::isAmazons)
        .orElse(true);
  }

  private static boolean isAmazons(URI endpoint) {
    String host = String.valueOf(endpoint.getHost());
    return host.endsWith(".amazonaws.com") || host.endsWith(".api.aws");
  }

  Facts facts() {
    return lease.facts();
  }

  /** Returns the end of a call that begins now. */
  Deadline deadline() {
    return Deadline.in(timeout);
  }

  boolean isClosed() {
    return end.getCount() == 0;
  }

  /**
   * Checks that the handle is open.
   *
   * @throws StoreClosed if not
   */
  void checkOpen() {
    if (isClosed()) {
      throw new StoreClosed(name);
    }
  }

  GetItemResponse get(GetItemRequest.Builder builder, Deadline deadline) {
    GetItemRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    boolean consistent = Boolean.TRUE.equals(request.consistentRead());
    return once(
        deadline,
        client -> client.getItem(request),
        answer -> tally.told(Charge.get(answer, consistent), single(answer.consumedCapacity())),
        Charge.NOTHING);
  }

  BatchGetItemResponse batchGet(BatchGetItemRequest.Builder builder, Deadline deadline) {
    BatchGetItemRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    return once(
        deadline,
        client -> client.batchGetItem(request),
        answer -> tally.told(Charge.batchGet(request, answer), answer.consumedCapacity()),
        Charge.NOTHING);
  }

  QueryResponse query(QueryRequest.Builder builder, Deadline deadline) {
    QueryRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    boolean consistent = Boolean.TRUE.equals(request.consistentRead());
    return once(
        deadline,
        client -> client.query(request),
        answer -> tally.told(Charge.query(answer, consistent), single(answer.consumedCapacity())),
        Charge.NOTHING);
  }

  PutItemResponse put(PutItemRequest.Builder builder, Deadline deadline) {
    PutItemRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    Charge charge = Charge.put(request.item());
    return once(
        deadline,
        client -> client.putItem(request),
        answer -> tally.told(charge, single(answer.consumedCapacity())),
        charge);
  }

  UpdateItemResponse update(UpdateItemRequest.Builder builder, Deadline deadline) {
    UpdateItemRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    Charge charge = Charge.update(request.key(), request.expressionAttributeValues());
    return once(
        deadline,
        client -> client.updateItem(request),
        answer -> tally.told(charge, single(answer.consumedCapacity())),
        charge);
  }

  DeleteItemResponse delete(DeleteItemRequest.Builder builder, Deadline deadline) {
    DeleteItemRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    Charge charge = Charge.delete(request.key());
    return once(
        deadline,
        client -> client.deleteItem(request),
        answer -> tally.told(charge, single(answer.consumedCapacity())),
        charge);
  }

  BatchWriteItemResponse batchWrite(BatchWriteItemRequest.Builder builder, Deadline deadline) {
    BatchWriteItemRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    return once(
        deadline,
        client -> client.batchWriteItem(request),
        answer -> tally.told(Charge.batchWrite(request, answer), answer.consumedCapacity()),
        Charge.NOTHING);
  }

  TransactWriteItemsResponse transact(
      TransactWriteItemsRequest.Builder builder, Deadline deadline) {
    TransactWriteItemsRequest request =
        builder.returnConsumedCapacity(TOTAL).overrideConfiguration(within(deadline)).build();
    Charge charge = Charge.transact(request);
    return once(
        deadline,
        client -> client.transactWriteItems(request),
        answer -> tally.told(charge, answer.consumedCapacity()),
        charge);
  }

  /** Returns the meter of this handle. */
  Tally tally() {
    return tally;
  }

  private static List<ConsumedCapacity> single(ConsumedCapacity capacity) {
    return capacity == null ? List.of() : List.of(capacity);
  }

  /**
   * Sends any request that costs nothing once, such as one about tables.
   *
   * @throws DynamoFailure if it failed
   */
  <T> T free(Deadline deadline, Function<DynamoDbClient, T> request) {
    return once(deadline, request, answer -> {}, Charge.NOTHING);
  }

  private <T> T once(
      Deadline deadline, Function<DynamoDbClient, T> request, Consumer<T> count, Charge refused) {
    if (!enter()) {
      throw new StoreClosed(name);
    }
    Supplier<T> task =
        () -> {
          try {
            T answer = request.apply(lease.client());
            count.accept(answer);
            return answer;
          } finally {
            leave();
          }
        };
    try {
      return Threads.isOurs() ? task.get() : onOurs(deadline, task);
    } catch (DynamoFailure | StoreClosed | StoreUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      DynamoFailure failure = DynamoErrors.judge(lease.server(), e);
      if (failure.is(Kind.CONDITION)) {
        tally.refused(refused);
      }
      throw failure;
    }
  }

  private <T> T onOurs(Deadline deadline, Supplier<T> task) {
    if (Thread.currentThread().isInterrupted()) {
      leave();
      throw new StoreUnavailable("The call was not sent: its thread was interrupted", null);
    }
    Future<T> running = Threads.BLOCKING.submit(task::get);
    try {
      return running.get(Math.max(0, deadline.leftNanos()) + GRACE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new DynamoFailure(Kind.UNKNOWN, server() + " did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DynamoFailure(Kind.UNKNOWN, "the thread was interrupted", e);
    }
  }

  private static AwsRequestOverrideConfiguration within(Deadline deadline) {
    Duration left = Duration.ofNanos(Math.max(1_000_000, deadline.leftNanos()));
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(left).build();
  }

  /**
   * Reads, and tries again while time is left; reading twice does no harm.
   *
   * @param what the call, for a person
   * @param once sends the request once, within the deadline it is given
   * @throws StoreUnavailable if it cannot be read
   */
  <T> T read(String what, Deadline deadline, Function<Deadline, T> once) {
    Backoff backoff = new Backoff();
    while (true) {
      checkOpen();
      try {
        return once.apply(deadline.share());
      } catch (DynamoFailure e) {
        boolean again = e.is(Kind.BUSY) || e.is(Kind.UNKNOWN);
        if (!again || !pause(backoff, deadline)) {
          throw DynamoErrors.notRead(what, e);
        }
      }
    }
  }

  /**
   * Waits before another try.
   *
   * @return false if there is no time for one, or the thread was interrupted or the handle closed
   */
  boolean pause(Backoff backoff, Deadline deadline) {
    long pause = backoff.next();
    if (deadline.leftNanos() <= 2 * pause || isClosed()) {
      return false;
    }
    try {
      return !end.await(pause, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Reads items by their keys, consistently; those that are not there are absent from the map. */
  Map<ItemKey, Map<String, AttributeValue>> getAll(
      String what, String table, Collection<ItemKey> keys, Deadline deadline) {
    Map<ItemKey, Map<String, AttributeValue>> found = new HashMap<>();
    List<ItemKey> wanted = keys.stream().distinct().toList();
    for (int from = 0; from < wanted.size(); from += MOST_KEYS) {
      List<ItemKey> some = wanted.subList(from, Math.min(wanted.size(), from + MOST_KEYS));
      getSome(what, table, some, found, deadline);
    }
    return found;
  }

  private void getSome(
      String what,
      String table,
      List<ItemKey> keys,
      Map<ItemKey, Map<String, AttributeValue>> found,
      Deadline deadline) {
    List<Map<String, AttributeValue>> missing = keys.stream().map(ItemKey::toMap).toList();
    Backoff backoff = new Backoff();
    while (!missing.isEmpty()) {
      List<Map<String, AttributeValue>> asked = missing;
      BatchGetItemResponse answer =
          read(what, deadline, end -> batchGet(consistent(table, asked), end));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        found.put(ItemKey.of(item), item);
      }
      KeysAndAttributes rest = answer.unprocessedKeys().get(table);
      missing = rest == null ? List.of() : rest.keys();
      boolean progress = missing.size() < asked.size();
      if (!missing.isEmpty() && !progress && !pause(backoff, deadline)) {
        throw new StoreUnavailable(what + " failed: the server is too busy to answer all", null);
      }
    }
  }

  private static BatchGetItemRequest.Builder consistent(
      String table, List<Map<String, AttributeValue>> keys) {
    return BatchGetItemRequest.builder()
        .requestItems(
            Map.of(table, KeysAndAttributes.builder().keys(keys).consistentRead(true).build()));
  }

  /**
   * Writes or deletes items without any condition, as often as it takes, a few requests at a time;
   * for what may happen twice.
   *
   * @return false if some may be left, because the time was up
   */
  boolean writeAll(String table, List<WriteRequest> writes, Deadline deadline) {
    Queue<List<WriteRequest>> parts = new ConcurrentLinkedQueue<>();
    for (int from = 0; from < writes.size(); from += MOST_WRITES) {
      parts.add(List.copyOf(writes.subList(from, Math.min(writes.size(), from + MOST_WRITES))));
    }
    List<Future<Boolean>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(MOST_WRITERS, parts.size()); i++) {
      others.add(Threads.BLOCKING.submit(() -> writeParts(table, parts, deadline)));
    }
    boolean all = writeParts(table, parts, deadline);
    for (Future<Boolean> other : others) {
      all &= isDone(other, deadline);
    }
    return all;
  }

  private static boolean isDone(Future<Boolean> writer, Deadline deadline) {
    try {
      return writer.get(Math.max(0, deadline.leftNanos()) + GRACE_NANOS, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean writeParts(String table, Queue<List<WriteRequest>> parts, Deadline deadline) {
    for (List<WriteRequest> part = parts.poll(); part != null; part = parts.poll()) {
      if (!writePart(table, part, deadline)) {
        return false;
      }
    }
    return true;
  }

  private boolean writePart(String table, List<WriteRequest> part, Deadline deadline) {
    Backoff backoff = new Backoff();
    List<WriteRequest> left = part;
    while (true) {
      try {
        BatchWriteItemResponse answer =
            batchWrite(
                BatchWriteItemRequest.builder().requestItems(Map.of(table, left)),
                deadline.share());
        left = answer.unprocessedItems().getOrDefault(table, List.of());
        if (left.isEmpty()) {
          return true;
        }
      } catch (DynamoFailure e) {
        if (e.is(Kind.REFUSED) || e.is(Kind.NOT_SENT)) {
          return false;
        }
      }
      if (!pause(backoff, deadline)) {
        return false;
      }
    }
  }

  private boolean enter() {
    while (true) {
      int now = users.get();
      if (now == 0) {
        return false;
      }
      if (users.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      lease.release().run();
    }
  }

  /** Closes the handle; requests that are under way end by themselves and then free the client. */
  @Override
  public void close() {
    boolean first;
    synchronized (end) {
      first = end.getCount() > 0;
      end.countDown();
    }
    if (first) {
      leave();
    }
  }
}
