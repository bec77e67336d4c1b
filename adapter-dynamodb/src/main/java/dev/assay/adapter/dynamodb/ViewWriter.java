package dev.assay.adapter.dynamodb;

import dev.assay.adapter.dynamodb.ViewSender.Sent;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.PutResult;
import java.util.Optional;

/**
 * Writes views and tombstones.
 *
 * <p>A write goes into a generation of the collection and counts once the name was seen, behind the
 * write, to lead to that generation still: so nothing is acknowledged that a drop has erased. If
 * the name leads elsewhere, the write was into nothing and is made anew. Thread-safe.
 */
final class ViewWriter {

  private static final String WHAT = "The write of a view";

  private final ViewSender sender;
  private final ViewNames names;

  ViewWriter(ViewSender sender, ViewNames names) {
    this.sender = sender;
    this.names = names;
  }

  PutResult put(ViewItem view, Deadline deadline) {
    String collection = view.key().collection();
    do {
      ViewName name = names.toWrite(collection, deadline);
      PutResult result = write(view, name, deadline);
      if (confirm(result, name, deadline)) {
        return result;
      }
    } while (!deadline.passed());
    throw new StoreUnavailable(
        "%s was not applied: '%s' is dropped all the time".formatted(WHAT, collection), null);
  }

  /** Writes into a generation; the answer counts once it is confirmed. */
  PutResult write(ViewItem view, ViewName collection, Deadline deadline) {
    PutResult result = judge(view, collection, deadline);
    if (result instanceof PutResult.Applied) {
      sender.dynamo().tally().leastWrite(view.bytes());
    } else {
      sender.dynamo().tally().leastRead(0);
    }
    return result;
  }

  private PutResult judge(ViewItem view, ViewName collection, Deadline deadline) {
    String attempt = ViewSender.newId();
    Condition isNewer =
        Condition.absent().or(Condition.isBelow(ViewItem.REVISION, view.revisionValue()));
    Sent sent =
        sender.put(WHAT, sending -> view.item(collection.generation(), attempt), isNewer, deadline);
    if (sent.isApplied() || attempt.equals(ViewItem.text(sent.met(), ViewItem.ATTEMPT))) {
      return new PutResult.Applied();
    }
    long stored = ViewItem.revision(sent.met());
    if (stored != view.revision()) {
      // A lost sending may have been applied and overtaken; by an equal revision it cannot.
      sent.refuse();
    }
    return new PutResult.Stale(stored);
  }

  private boolean confirm(PutResult result, ViewName name, Deadline deadline) {
    try {
      return isConfirmed(name, names.find(name.name(), deadline));
    } catch (StoreUnavailable | StoreClosed e) {
      throw unconfirmed(result, e);
    }
  }

  static boolean isConfirmed(ViewName name, Optional<ViewName> now) {
    return now.filter(name::isStill).isPresent();
  }

  /** Returns what is certain if the name cannot be read behind a write. */
  static StoreException unconfirmed(PutResult result, StoreException error) {
    return result instanceof PutResult.Applied
        ? new OutcomeUnknown(
            WHAT + " was applied, unless its collection was dropped, which cannot be seen", error)
        : error;
  }
}
