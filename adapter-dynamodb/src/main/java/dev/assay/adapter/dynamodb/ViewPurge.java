package dev.assay.adapter.dynamodb;

import dev.assay.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Erases the views of dropped generations, page by page and for a bounded time. Nobody sees them
 * any more, so it does not matter when or how often. Thread-safe.
 */
final class ViewPurge {

  private static final String WHAT = "The erasure of dropped views";
  private static final int PAGE = 500;

  private final ViewSender sender;
  private final ViewKeys keys;

  ViewPurge(ViewSender sender, ViewKeys keys) {
    this.sender = sender;
    this.keys = keys;
  }

  /**
   * Erases until nothing is left or the time is up. What fails is left to the next one who opens
   * the realm or drops something.
   */
  void untilDone(Deadline deadline) {
    try {
      dropped(deadline).forEach(generation -> erase(generation, deadline));
    } catch (StoreException e) {
      // The drop itself is done; the generations stay in the list.
    }
  }

  /**
   * Erases one generation, if one is left.
   *
   * @throws StoreException if the server cannot be read
   */
  void some(Deadline deadline) {
    dropped(deadline).stream()
        .filter(left -> !left.isErased() || left.isLongAgo())
        .limit(1)
        .forEach(generation -> erase(generation, deadline.share()));
  }

  private List<Dropped> dropped(Deadline deadline) {
    List<Dropped> all = new ArrayList<>();
    sender.query(
        WHAT,
        sender.partition(keys.dropped()),
        deadline,
        page -> page.forEach(item -> all.add(Dropped.of(item))));
    return all;
  }

  private void erase(Dropped generation, Deadline deadline) {
    boolean last = generation.isLongAgo();
    int bucket = last && generation.isErased() ? 0 : generation.next();
    boolean going = true;
    while (going && bucket < ViewKeys.BUCKETS) {
      going = erase(ViewKeys.bucket(generation.generation(), bucket), deadline);
      bucket += going ? 1 : 0;
    }
    if (last && going) {
      write(List.of(delete(keys.dropped(generation.generation()))), deadline);
    } else if (bucket > generation.next()) {
      write(List.of(put(generation.erasedTo(bucket).item(keys))), deadline);
    }
  }

  /** Erases one partition; returns whether all of it. */
  private boolean erase(String bucket, Deadline deadline) {
    AtomicBoolean all = new AtomicBoolean(true);
    QueryRequest.Builder request =
        sender
            .partition(bucket)
            .limit(PAGE)
            .projectionExpression("#pk, #sk")
            .expressionAttributeNames(Map.of("#pk", ItemKey.PK, "#sk", ItemKey.SK));
    try {
      sender.query(
          WHAT,
          request,
          deadline,
          page -> {
            List<WriteRequest> deletes =
                page.stream().map(item -> delete(ItemKey.of(item))).toList();
            all.compareAndSet(true, write(deletes, deadline));
          });
      return all.get();
    } catch (StoreException e) {
      return false;
    }
  }

  private boolean write(List<WriteRequest> writes, Deadline deadline) {
    return sender.dynamo().writeAll(sender.table(), writes, deadline);
  }

  private static WriteRequest delete(ItemKey key) {
    return WriteRequest.builder()
        .deleteRequest(DeleteRequest.builder().key(key.toMap()).build())
        .build();
  }

  private static WriteRequest put(Map<String, AttributeValue> item) {
    return WriteRequest.builder().putRequest(PutRequest.builder().item(item).build()).build();
  }
}
