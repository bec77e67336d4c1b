package dev.assay.adapter.dynamodb;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads views: the name and, by what it stood for last, the view, in one request. The view counts
 * only if the name still leads to that generation; an alias is read once more behind the view, so
 * that both were true at one moment. Thread-safe.
 */
final class ViewReader {

  private static final String WHAT = "The lookup of a view";

  private final ViewSender sender;
  private final ViewKeys keys;
  private final ViewNames names;

  ViewReader(ViewSender sender, ViewKeys keys, ViewNames names) {
    this.sender = sender;
    this.keys = keys;
    this.names = names;
  }

  Lookup get(ViewKey key, Deadline deadline) {
    do {
      Optional<ViewName> guess = names.guess(key.collection());
      Map<ItemKey, Map<String, AttributeValue>> items = read(key, guess, deadline);
      Optional<ViewName> now =
          names.note(key.collection(), ViewName.of(items.get(keys.name(key.collection()))));
      if (now.isEmpty()) {
        sender.dynamo().tally().leastRead(0);
        return new Lookup.Absent();
      }
      if (guess.isPresent() && isSettled(guess.get(), now.get(), deadline)) {
        return lookup(key, now.get(), items);
      }
    } while (!deadline.passed());
    throw new StoreUnavailable(WHAT + " failed: its name changes all the time", null);
  }

  private Lookup lookup(
      ViewKey key, ViewName name, Map<ItemKey, Map<String, AttributeValue>> items) {
    ItemKey place = ViewKeys.view(name.generation(), key.id());
    sender.dynamo().tally().leastRead(ItemSize.of(items.getOrDefault(place, Map.of())));
    return ViewItem.lookup(name.target().orElse(key.collection()), items.get(place));
  }

  private Map<ItemKey, Map<String, AttributeValue>> read(
      ViewKey key, Optional<ViewName> guess, Deadline deadline) {
    List<ItemKey> wanted = new ArrayList<>(List.of(keys.name(key.collection())));
    guess.ifPresent(name -> wanted.add(ViewKeys.view(name.generation(), key.id())));
    return sender.dynamo().getAll(WHAT, sender.table(), wanted, deadline);
  }

  private boolean isSettled(ViewName guess, ViewName now, Deadline deadline) {
    if (!now.isStill(guess)) {
      return false;
    }
    return !now.isAlias() || names.find(now.name(), deadline).filter(now::isStill).isPresent();
  }
}
