package dev.assay.tck.model;

import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;

/** Results of a view store as text. */
final class ViewTexts {

  private ViewTexts() {}

  static String outcome(PutOutcome outcome) {
    if (outcome instanceof PutOutcome.Failed failed) {
      return "failed with " + failed.error().getClass().getSimpleName();
    }
    return result((PutResult) outcome);
  }

  static String result(PutResult result) {
    return result instanceof PutResult.Stale stale
        ? "stale, stored is " + stale.stored()
        : "applied";
  }

  static String lookup(AwaitedLookup awaited) {
    String kind = awaited instanceof AwaitedLookup.Reached ? "reached: " : "timed out: ";
    return kind + lookup(awaited.lookup());
  }

  static String lookup(Lookup lookup) {
    if (lookup instanceof Lookup.Present present) {
      return view(present.view());
    }
    return lookup instanceof Lookup.Removed removed
        ? "removed at revision " + removed.revision()
        : "absent";
  }

  static String view(View view) {
    return "'%s' at revision %d: %s".formatted(view.key(), view.revision(), view.document());
  }
}
