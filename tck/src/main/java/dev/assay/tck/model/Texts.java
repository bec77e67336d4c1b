package dev.assay.tck.model;

import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Results of an event store as text, without what may differ from store to store. */
final class Texts {

  private Texts() {}

  static String outcome(CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Failed failed) {
      return "failed with " + failed.error().getClass().getSimpleName();
    }
    return result((CommitResult) outcome);
  }

  static String result(CommitResult result) {
    if (result instanceof CommitResult.Committed committed) {
      return "committed " + receipt(committed.receipt());
    }
    if (result instanceof CommitResult.Duplicate duplicate) {
      return "duplicate of " + receipt(duplicate.original());
    }
    if (result instanceof CommitResult.VersionConflict conflict) {
      return "conflict, the version is " + conflict.actual();
    }
    CommitResult.ClaimTaken taken = (CommitResult.ClaimTaken) result;
    return "claim %s is held by %s".formatted(taken.claim(), taken.holder());
  }

  static String result(JointResult result) {
    if (result instanceof JointResult.Committed committed) {
      return "committed " + receipts(committed.receipts());
    }
    if (result instanceof JointResult.Duplicate duplicate) {
      return "duplicate of " + receipts(duplicate.originals());
    }
    JointResult.Refused refused = (JointResult.Refused) result;
    return "refused because of [%d]: %s".formatted(refused.index(), result(refused.result()));
  }

  static String receipt(Optional<Receipt> receipt) {
    return receipt.map(Texts::receipt).orElse("no receipt");
  }

  static String receipt(Receipt receipt) {
    return "%s of %s, version %d to %d, response %s"
        .formatted(
            receipt.request(),
            receipt.stream(),
            receipt.before(),
            receipt.after(),
            receipt.response());
  }

  static String event(RecordedEvent event) {
    return "%s version %d: %s %s %s"
        .formatted(event.stream(), event.version(), event.type(), event.data(), event.metadata());
  }

  private static String receipts(List<Receipt> receipts) {
    return receipts.stream().map(Texts::receipt).collect(Collectors.joining("; "));
  }
}
