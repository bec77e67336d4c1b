package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.Content.Counter;
import dev.assay.adapter.dynamodb.Content.Snapshot;
import dev.assay.adapter.dynamodb.DynamoFailure.Kind;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Writes commits: reads what they are judged by, judges, sends one transaction, and finds out what
 * became of it. An attempt whose answer was lost is settled before anything else is said:
 *
 * <ol>
 *   <li>It is sent again under the same token, by which the server applies it once.
 *   <li>If that is refused, the first delivery may still come. Each attempt conditions on the
 *       counter, which only grows: once the counter has moved, no attempt of before can apply.
 *   <li>If the counter has not moved, it is moved: a void place in the feed is the fence.
 *   <li>Then the request items tell which commits were applied. If the time is up before, the
 *       outcome is unknown.
 * </ol>
 *
 * <p>Thread-safe.
 */
final class CommitWriter {

  private final Content content;
  private final Bell bell;
  private final ToIntFunction<Commit> partition;

  CommitWriter(Content content, Bell bell, ToIntFunction<Commit> partition) {
    this.content = content;
    this.bell = bell;
    this.partition = partition;
  }

  int partition(CommitTicket ticket) {
    return partition.applyAsInt(ticket.commit().commit());
  }

  /**
   * Writes commits that are judged one by one, until each has its answer.
   *
   * @param tickets the commits, in the order in which those of one stream are judged
   */
  void writeAll(List<CommitTicket> tickets) {
    Backoff backoff = new Backoff();
    List<CommitTicket> left = waiting(tickets);
    while (!left.isEmpty()) {
      Deadline deadline = latest(left);
      try {
        content.dynamo().checkOpen();
        if (!round(left, deadline) && !content.dynamo().pause(backoff, deadline)) {
          fail(left, timeIsUp());
        }
      } catch (DynamoFailure e) {
        failOrSplit(left, e);
      } catch (StoreException e) {
        fail(left, e);
      }
      left = waiting(left);
    }
  }

  private void failOrSplit(List<CommitTicket> tickets, DynamoFailure failure) {
    if (failure.is(Kind.REFUSED) && tickets.size() > 1) {
      tickets.forEach(ticket -> writeAll(List.of(ticket)));
    } else {
      fail(tickets, DynamoErrors.notApplied("The commit", failure));
    }
  }

  private void fail(List<CommitTicket> tickets, StoreException error) {
    StoreException told =
        error instanceof StoreClosed && !content.dynamo().isClosed()
            ? new StoreUnavailable("The commit was not sent", error)
            : error;
    tickets.forEach(ticket -> ticket.fail(told));
  }

  private static StoreUnavailable timeIsUp() {
    return new StoreUnavailable(
        "The commit was not applied within its time budget: the server is too busy, or others were faster",
        null);
  }

  private static List<CommitTicket> waiting(List<CommitTicket> tickets) {
    return tickets.stream().filter(ticket -> !ticket.isAnswered()).toList();
  }

  private static Deadline latest(List<CommitTicket> tickets) {
    return tickets.stream().map(CommitTicket::deadline).reduce(Deadline::orLater).orElseThrow();
  }

  /**
   * Judges and writes once.
   *
   * @return false if nothing came of it, so that a pause is due
   */
  private boolean round(List<CommitTicket> tickets, Deadline deadline) {
    CommitPlan plan = new CommitPlan(content, read(tickets, deadline));
    for (CommitTicket ticket : tickets) {
      if (!plan.take(ticket, partition(ticket))) {
        break;
      }
    }
    if (plan.written().isEmpty()) {
      answer(plan, deadline);
      return true;
    }
    if (!plan.written().stream().allMatch(CommitTicket::beginSending)) {
      dead(plan.written());
      return true;
    }
    boolean applied = send(plan, deadline);
    if (applied) {
      answer(plan, deadline);
      bell.ring();
    }
    return applied;
  }

  private Snapshot read(List<CommitTicket> tickets, Deadline deadline) {
    Set<Integer> partitions = new TreeSet<>();
    tickets.forEach(ticket -> partitions.add(partition(ticket)));
    return content.read(
        "The commit",
        partitions,
        keys ->
            tickets.stream()
                .flatMap(t -> CommitPlan.judgedBy(keys, t.commit().commit()).stream())
                .toList(),
        deadline);
  }

  /** Answers what was judged; before a refusal, the request is looked for once more. */
  private void answer(CommitPlan plan, Deadline deadline) {
    Map<CommitTicket, CommitResult> refused = new HashMap<>();
    plan.answers()
        .forEach(
            (ticket, result) -> {
              if (result instanceof CommitResult.Committed
                  || result instanceof CommitResult.Duplicate) {
                ticket.answer(result);
              } else {
                refused.put(ticket, result);
              }
            });
    if (!refused.isEmpty()) {
      duplicatesFirst(plan.read().keys(), refused, deadline);
    }
  }

  /**
   * Answers refusals, save those whose request was applied meanwhile: the head that refuses it may
   * be its own work.
   */
  private void duplicatesFirst(
      Keys keys, Map<CommitTicket, CommitResult> refused, Deadline deadline) {
    Map<ItemKey, Map<String, AttributeValue>> found =
        content
            .dynamo()
            .getAll(
                "The commit",
                content.table(),
                refused.keySet().stream().map(ticket -> request(keys, ticket)).toList(),
                deadline);
    refused.forEach(
        (ticket, result) -> {
          Map<String, AttributeValue> item = found.get(request(keys, ticket));
          ticket.answer(
              item == null ? result : CommitPlan.known(ticket, new DynamoCodec.Item(item)));
        });
  }

  private static ItemKey request(Keys keys, CommitTicket ticket) {
    Commit commit = ticket.commit().commit();
    return keys.request(commit.stream(), commit.request());
  }

  /**
   * Sends the transaction of a plan.
   *
   * @return whether it was applied; if not, it never will be
   * @throws DynamoFailure if the server refuses it for good, or cannot be reached
   */
  private boolean send(CommitPlan plan, Deadline deadline) {
    TransactWriteItemsRequest transaction = plan.transaction();
    try {
      content.dynamo().transact(transaction.toBuilder(), deadline.share());
      return true;
    } catch (DynamoFailure e) {
      if (e.is(Kind.UNKNOWN)) {
        return settle(plan, transaction, deadline);
      }
      dead(plan.written());
      if (e.is(Kind.CONDITION) || e.is(Kind.BUSY)) {
        return false;
      }
      throw e;
    }
  }

  private static void dead(List<CommitTicket> tickets) {
    tickets.forEach(CommitTicket::isDead);
  }

  /** Finds out what became of an attempt whose answer was lost. */
  private boolean settle(
      CommitPlan plan, TransactWriteItemsRequest transaction, Deadline deadline) {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        content.dynamo().transact(transaction.toBuilder(), deadline.share());
        return true;
      } catch (StoreException e) {
        giveUp(plan, new DynamoFailure(Kind.UNKNOWN, "it could not be looked for", e));
        return false;
      } catch (DynamoFailure e) {
        boolean judged = e.is(Kind.CONDITION) || e.is(Kind.REFUSED);
        if (judged && isFenced(plan, deadline)) {
          // Applied or never to be: the next round reads the request items.
          dead(plan.written());
          return false;
        }
        if (!content.dynamo().pause(backoff, deadline)) {
          giveUp(plan, e);
          return false;
        }
      }
    }
  }

  private static void giveUp(CommitPlan plan, DynamoFailure failure) {
    plan.written()
        .forEach(
            ticket ->
                ticket.answer(
                    new CommitOutcome.Failed(DynamoErrors.unknown("The commit", failure))));
  }

  /** Tells whether no attempt of a plan can be applied any more; moves a counter if need be. */
  private boolean isFenced(CommitPlan plan, Deadline deadline) {
    int any = plan.read().counters().keySet().iterator().next();
    try {
      Snapshot now = content.read("The look for a commit", any, keys -> List.of(), deadline);
      Counter then = plan.read().counter(any);
      return !now.counter(any).equals(then) || fence(now, any, deadline);
    } catch (StoreException e) {
      return false;
    }
  }

  private boolean fence(Snapshot now, int partition, Deadline deadline) {
    long place = now.counter(partition).last() + 1;
    Map<String, AttributeValue> item = DynamoCodec.item(now.keys().feed(partition, place));
    item.put(DynamoCodec.VOID, AttributeValue.fromBool(true));
    TransactWriteItemsRequest.Builder transaction =
        TransactWriteItemsRequest.builder()
            .clientRequestToken(UUID.randomUUID().toString())
            .transactItems(
                CommitPlan.advance(content, now, partition, place),
                TransactWriteItem.builder()
                    .put(Put.builder().tableName(content.table()).item(item).build())
                    .build());
    try {
      content.dynamo().transact(transaction, deadline.share());
      return true;
    } catch (DynamoFailure e) {
      // Whoever moved the counter has fenced it too; the next look tells.
      return false;
    }
  }

  /**
   * Writes commits of which all are applied or none.
   *
   * @return their results, in their order; if one is refused, nothing was written and a {@code
   *     Committed} means that it would have been
   * @throws StoreException if nothing was applied, or the outcome is unknown
   */
  List<CommitResult> writeTogether(List<CommitTicket> tickets) {
    Deadline deadline = latest(tickets);
    Backoff backoff = new Backoff();
    while (true) {
      content.dynamo().checkOpen();
      try {
        Optional<List<CommitResult>> results = roundTogether(tickets, deadline);
        if (results.isPresent()) {
          return results.get();
        }
      } catch (DynamoFailure e) {
        throw DynamoErrors.notApplied("The joint commit", e);
      }
      if (!content.dynamo().pause(backoff, deadline)) {
        throw timeIsUp();
      }
    }
  }

  private Optional<List<CommitResult>> roundTogether(
      List<CommitTicket> tickets, Deadline deadline) {
    Snapshot snapshot = read(tickets, deadline);
    List<CommitResult> results = new ArrayList<>();
    CommitPlan all = new CommitPlan(content, snapshot);
    for (CommitTicket ticket : tickets) {
      // Judged by the state before, not by what the others will leave.
      CommitPlan alone = new CommitPlan(content, snapshot);
      alone.take(ticket, partition(ticket));
      results.add(result(alone, ticket));
      all.take(ticket, partition(ticket));
    }
    if (!results.stream().allMatch(CommitResult.Committed.class::isInstance)) {
      return Optional.of(withDuplicates(snapshot.keys(), tickets, results, deadline));
    }
    if (all.written().isEmpty()) {
      return Optional.of(results);
    }
    if (!tickets.stream().allMatch(CommitTicket::beginSending)) {
      throw timeIsUp();
    }
    if (!send(all, deadline)) {
      unknown(tickets);
      return Optional.empty();
    }
    bell.ring();
    return Optional.of(tickets.stream().map(ticket -> result(all, ticket)).toList());
  }

  private static CommitResult result(CommitPlan plan, CommitTicket ticket) {
    CommitResult result = plan.answers().get(ticket);
    if (result == null) {
      throw new IllegalStateException("a joint commit must fit into one transaction");
    }
    return result;
  }

  private static void unknown(Collection<CommitTicket> tickets) {
    tickets.stream()
        .filter(CommitTicket::isAnswered)
        .findFirst()
        .ifPresent(ticket -> CommitTicket.result(ticket.await()));
  }

  private List<CommitResult> withDuplicates(
      Keys keys, List<CommitTicket> tickets, List<CommitResult> results, Deadline deadline) {
    Map<ItemKey, Map<String, AttributeValue>> found =
        content
            .dynamo()
            .getAll(
                "The joint commit",
                content.table(),
                tickets.stream().map(ticket -> request(keys, ticket)).toList(),
                deadline);
    List<CommitResult> judged = new ArrayList<>();
    for (int i = 0; i < tickets.size(); i++) {
      Map<String, AttributeValue> item = found.get(request(keys, tickets.get(i)));
      judged.add(
          item == null
              ? results.get(i)
              : CommitPlan.known(tickets.get(i), new DynamoCodec.Item(item)));
    }
    return judged;
  }
}
