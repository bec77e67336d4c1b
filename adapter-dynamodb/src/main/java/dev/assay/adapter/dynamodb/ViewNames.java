package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.ViewSender.Sent;
import dev.assay.spi.StoreUnavailable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads what names stand for, and registers collections. What was read last is remembered as a
 * guess, which saves a round trip; whoever uses one has to confirm it within the same call.
 * Thread-safe.
 */
final class ViewNames {

  /**
   * For how long a guess may be written by. Dropped generations are kept in mind for much longer,
   * so that what is written into one by a wrong guess is erased.
   */
  private static final long WRITABLE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ViewSender sender;
  private final ViewKeys keys;
  private final Map<String, Guess> guesses = new ConcurrentHashMap<>();

  ViewNames(ViewSender sender, ViewKeys keys) {
    this.sender = sender;
    this.keys = keys;
  }

  /** Returns what the name stood for when this handle looked last. */
  Optional<ViewName> guess(String name) {
    return Optional.ofNullable(guesses.get(name)).map(Guess::name);
  }

  /** Notes what an item that was just read says of a name. */
  Optional<ViewName> note(String name, Optional<ViewName> found) {
    if (found.isPresent()) {
      guesses.put(name, new Guess(found.get(), System.nanoTime()));
    } else {
      guesses.remove(name);
    }
    return found;
  }

  /** Looks a name up, consistently. */
  Optional<ViewName> find(String name, Deadline deadline) {
    return Optional.ofNullable(findAll(List.of(name), deadline).get(name));
  }

  /** Looks names up, consistently; those that stand for nothing are absent from the map. */
  Map<String, ViewName> findAll(Collection<String> names, Deadline deadline) {
    Map<ItemKey, Map<String, AttributeValue>> items =
        sender
            .dynamo()
            .getAll(
                "The lookup of a name",
                sender.table(),
                names.stream().map(keys::name).toList(),
                deadline);
    Map<String, ViewName> found = new HashMap<>();
    for (String name : names) {
      note(name, ViewName.of(items.get(keys.name(name)))).ifPresent(now -> found.put(name, now));
    }
    return found;
  }

  /** Returns all names of the realm. */
  List<ViewName> all(Deadline deadline) {
    List<ViewName> all = new ArrayList<>();
    sender.query(
        "The list of names",
        sender.partition(keys.names()),
        deadline,
        page -> page.forEach(item -> ViewName.of(item).ifPresent(all::add)));
    return all;
  }

  /**
   * Returns a collection to write to, registered if it is new. It may have been dropped since; that
   * is to be confirmed after the write.
   *
   * @throws dev.assay.spi.NameTaken if the name is an alias
   */
  ViewName toWrite(String name, Deadline deadline) {
    Guess guess = guesses.get(name);
    if (guess != null && !guess.name.isAlias() && guess.age() < WRITABLE_NANOS) {
      return guess.name;
    }
    Optional<ViewName> found = find(name, deadline);
    return found.isPresent() ? found.get().asCollection() : register(name, deadline);
  }

  /**
   * Registers a collection. Each sending offers a generation of its own: should a lost one arrive
   * when the collection has been dropped again, it makes an empty one and brings nothing back.
   */
  private ViewName register(String name, Deadline deadline) {
    ViewName[] offered = new ViewName[1];
    Sent sent =
        sender.put(
            "The registration of a collection",
            sending -> {
              offered[0] = ViewName.collection(name, ViewSender.newId(), 0);
              return offered[0].item(keys.name(name));
            },
            Condition.absent(),
            deadline);
    Optional<ViewName> now = sent.isApplied() ? Optional.of(offered[0]) : ViewName.of(sent.met());
    return note(name, now)
        .orElseThrow(
            () ->
                new StoreUnavailable("The server does not say what '%s' is".formatted(name), null))
        .asCollection();
  }

  private record Guess(ViewName name, long atNanos) {
    long age() {
      return System.nanoTime() - atNanos;
    }
  }
}
