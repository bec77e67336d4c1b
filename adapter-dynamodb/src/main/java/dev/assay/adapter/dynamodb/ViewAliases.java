package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.ViewSender.Sent;
import dev.assay.spi.NameTaken;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.ViewCatalog.DropResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * Changes what names stand for. Each change is one transaction whose conditions name exactly what
 * was read, so that it applies to that or to nothing. A collection counts the aliases that stand
 * for it, which keeps it from being dropped. Thread-safe.
 */
final class ViewAliases {

  private static final int MOST_ACTIONS = 100;

  private final ViewSender sender;
  private final ViewNames names;
  private final NameActions actions;

  ViewAliases(ViewSender sender, ViewKeys keys, ViewNames names) {
    this.sender = sender;
    this.names = names;
    this.actions = new NameActions(sender.table(), keys);
  }

  SortedMap<String, String> all(Deadline deadline) {
    SortedMap<String, String> aliases = new TreeMap<>();
    names
        .all(deadline)
        .forEach(name -> name.target().ifPresent(target -> aliases.put(name.name(), target)));
    return aliases;
  }

  Optional<String> alias(String name, String collection, Deadline deadline) {
    if (name.equals(collection)) {
      throw isCollection(name);
    }
    do {
      Map<String, ViewName> found = names.findAll(List.of(name, collection), deadline);
      Optional<ViewName> before = Optional.ofNullable(found.get(name));
      Optional<ViewName> target = Optional.ofNullable(found.get(collection));
      before
          .filter(now -> !now.isAlias())
          .ifPresent(
              now -> {
                throw isCollection(name);
              });
      target.ifPresent(ViewName::asCollection);
      Optional<String> earlier = before.flatMap(ViewName::target);
      if (earlier.equals(Optional.of(collection))) {
        return earlier;
      }
      Sent sent =
          sender.transact("The alias", switchTo(name, collection, before, target), deadline);
      if (sent.isApplied()) {
        return earlier;
      }
      sent.refuse();
    } while (!deadline.passed());
    throw tooBusy("The alias");
  }

  private List<TransactWriteItem> switchTo(
      String name, String collection, Optional<ViewName> before, Optional<ViewName> target) {
    ViewName standsFor =
        target.orElseGet(() -> ViewName.collection(collection, ViewSender.newId(), 1));
    List<TransactWriteItem> all = new ArrayList<>();
    all.add(actions.put(ViewName.alias(name, standsFor, ViewSender.newId()), before));
    all.add(
        target
            .map(now -> actions.countAlias(now, 1))
            .orElseGet(() -> actions.put(standsFor, Optional.empty())));
    before.ifPresent(alias -> all.add(actions.countAlias(behind(alias), -1)));
    return all;
  }

  /** Returns the collection behind an alias, whose generation stays while the alias does. */
  private static ViewName behind(ViewName alias) {
    return ViewName.collection(alias.target().orElseThrow(), alias.generation(), 0);
  }

  boolean unalias(String name, Deadline deadline) {
    do {
      Optional<ViewName> alias = names.find(name, deadline).filter(ViewName::isAlias);
      if (alias.isEmpty()) {
        return false;
      }
      Sent sent =
          sender.transact(
              "The removal of an alias",
              List.of(actions.delete(alias.get()), actions.countAlias(behind(alias.get()), -1)),
              deadline);
      if (sent.isApplied()) {
        return true;
      }
      sent.refuse();
    } while (!deadline.passed());
    throw tooBusy("The removal of an alias");
  }

  DropResult drop(String collection, Deadline deadline) {
    Optional<ViewName> first = names.find(collection, deadline);
    if (first.isEmpty()) {
      return new DropResult.Dropped();
    }
    ViewName dropped = first.get().asCollection();
    Optional<ViewName> now = first;
    do {
      if (now.filter(dropped::isStill).isEmpty()) {
        // Whoever did it: that collection is gone.
        return new DropResult.Dropped();
      }
      Set<String> aliases = now.get().aliased() == 0 ? Set.of() : aliasesOf(collection, deadline);
      if (!aliases.isEmpty()) {
        return new DropResult.StillAliased(aliases);
      }
      Sent sent = sender.transact("The drop of a collection", actions.drop(dropped, 0), deadline);
      if (sent.isApplied()) {
        return new DropResult.Dropped();
      }
      now = names.find(collection, deadline);
      if (now.filter(dropped::isStill).isPresent()) {
        sent.refuse();
      }
    } while (!deadline.passed());
    throw tooBusy("The drop of a collection");
  }

  private Set<String> aliasesOf(String collection, Deadline deadline) {
    return names.all(deadline).stream()
        .filter(name -> name.target().equals(Optional.of(collection)))
        .map(ViewName::name)
        .collect(Collectors.toSet());
  }

  /**
   * Forgets names and cursors as they were read, together where they are few.
   *
   * @param cursors the removals of the cursors
   * @param progress is told that something was or may have been applied
   * @return whether nothing had changed meanwhile, so that all of it is gone
   */
  boolean dropAll(
      List<TransactWriteItem> cursors, List<ViewName> all, Deadline deadline, Runnable progress) {
    List<TransactWriteItem> together = new ArrayList<>(cursors);
    for (ViewName name : all) {
      together.addAll(
          name.isAlias() ? List.of(actions.delete(name)) : actions.drop(name, name.aliased()));
    }
    return together.size() <= MOST_ACTIONS
        ? apply(together, deadline, progress)
        : dropMany(cursors, all, deadline, progress);
  }

  private boolean dropMany(
      List<TransactWriteItem> cursors, List<ViewName> all, Deadline deadline, Runnable progress) {
    for (ViewName name : all) {
      if (name.isAlias() && unalias(name.name(), deadline)) {
        progress.run();
      }
    }
    List<TransactWriteItem> rest = new ArrayList<>(cursors);
    all.stream().filter(name -> !name.isAlias()).forEach(c -> rest.addAll(actions.drop(c, 0)));
    boolean done = true;
    if (rest.size() % 2 == 1) {
      // A drop is two actions; without this one they stay in one transaction.
      done = apply(List.of(rest.remove(0)), deadline, progress);
    }
    for (int from = 0; from < rest.size(); from += MOST_ACTIONS) {
      int to = Math.min(rest.size(), from + MOST_ACTIONS);
      done &= apply(rest.subList(from, to), deadline, progress);
    }
    return done;
  }

  private boolean apply(List<TransactWriteItem> some, Deadline deadline, Runnable progress) {
    if (some.isEmpty()) {
      return true;
    }
    Sent sent = sender.transact("The drop of a realm", some, deadline);
    if (sent.isApplied() || sent.lost().isPresent()) {
      progress.run();
    }
    return sent.isApplied();
  }

  private static NameTaken isCollection(String name) {
    return new NameTaken(name, "'%s' is a collection; it cannot be an alias".formatted(name));
  }

  private static StoreUnavailable tooBusy(String what) {
    return new StoreUnavailable(
        what + " was not applied: the names it needs change all the time", null);
  }
}
