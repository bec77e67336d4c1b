package dev.assay.adapter.dynamodb;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.RecordedCommit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A commit that is to be written.
 *
 * @param commit the commit
 * @param count how many events it has; more than are written if it is restored after a truncation
 * @param truncated whether its events were truncated elsewhere
 * @param recordedAt when it was recorded elsewhere; empty if it is new
 * @param bytes its bytes, as {@link Commit#bytes()}; readers are given slices by that
 * @param response the response as text
 */
record PreparedCommit(
    Commit commit,
    long count,
    boolean truncated,
    Optional<Instant> recordedAt,
    long bytes,
    String response) {

  private static final long ITEMS_BYTES = 4096;

  static PreparedCommit of(Commit commit) {
    return of(commit, commit.events().size(), false, Optional.empty());
  }

  static PreparedCommit of(RecordedCommit recorded) {
    return of(
        recorded.asCommit(),
        recorded.receipt().events(),
        recorded.truncated() && recorded.receipt().events() > 0,
        Optional.of(recorded.receipt().recordedAt().truncatedTo(ChronoUnit.MICROS)));
  }

  private static PreparedCommit of(
      Commit commit, long count, boolean truncated, Optional<Instant> recordedAt) {
    return new PreparedCommit(
        commit, count, truncated, recordedAt, commit.bytes(), commit.response().toString());
  }

  /** Returns the most actions of a transaction that it takes, without the counter. */
  int actions() {
    return 4 + commit.claims().size() + commit.releases().size();
  }

  /** Returns about how many bytes of a transaction it takes; the response is written twice. */
  long size() {
    int claims = commit.claims().size() + commit.releases().size();
    return bytes
        + response.getBytes(StandardCharsets.UTF_8).length
        + 2 * ITEMS_BYTES
        + 32L * (count + commit.effects().size())
        + 2048L * claims;
  }
}
