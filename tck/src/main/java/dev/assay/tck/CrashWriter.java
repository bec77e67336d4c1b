package dev.assay.tck;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Commits again and again, and remembers what was acknowledged. One thread at a time. */
final class CrashWriter implements CrashLoad.Work {

  /**
   * A commit that was sent.
   *
   * @param receipt what it was answered with; empty if its outcome is unknown
   */
  record Attempt(Commit commit, Optional<Receipt> receipt) {

    @Override
    public String toString() {
      String versions =
          receipt.map(r -> ", versions %d to %d".formatted(r.before(), r.after())).orElse("");
      return "%s to %s%s".formatted(commit.request(), commit.stream(), versions);
    }
  }

  private final EventStore handle;
  private final Supplier<Commit> commits;
  private final List<Attempt> attempts = new ArrayList<>();

  CrashWriter(EventStore handle, Supplier<Commit> commits) {
    this.handle = handle;
    this.commits = commits;
  }

  @Override
  public boolean call() {
    Commit commit = commits.get();
    Optional<Receipt> receipt = Optional.empty();
    try {
      CommitResult result = handle.commit(commit);
      if (!(result instanceof CommitResult.Committed committed)) {
        throw new AssertionError("a new commit that expects nothing was answered " + result);
      }
      receipt = Optional.of(committed.receipt());
      return true;
    } finally {
      attempts.add(new Attempt(commit, receipt));
    }
  }

  /** Returns what was sent, in that order. */
  List<Attempt> attempts() {
    return List.copyOf(attempts);
  }
}
