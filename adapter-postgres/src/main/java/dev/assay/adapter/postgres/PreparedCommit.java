package dev.assay.adapter.postgres;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.RecordedCommit;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A commit with everything that is sent as text, written once and before it waits for its turn.
 *
 * @param commit the commit
 * @param count how many events it has; more than are sent if it is restored after a truncation
 * @param recordedAt when it was recorded elsewhere; null if it is new
 * @param effects the effects as a JSON array; null if there are none, as with the next two
 * @param types the types of its events; data and metadata stand at the same places
 * @param size its bytes, as {@link Commit#bytes()}; readers are given slices by that
 */
record PreparedCommit(
    Commit commit,
    long count,
    @Nullable String recordedAt,
    String response,
    @Nullable String effects,
    @Nullable String claims,
    @Nullable String releases,
    List<String> types,
    List<String> data,
    List<String> metadata,
    long size) {

  static PreparedCommit of(Commit commit) {
    return of(commit, commit.events().size(), null);
  }

  static PreparedCommit of(RecordedCommit recorded) {
    String at = recorded.receipt().recordedAt().truncatedTo(ChronoUnit.MICROS).toString();
    return of(recorded.asCommit(), recorded.receipt().events(), at);
  }

  private static PreparedCommit of(Commit commit, long count, @Nullable String recordedAt) {
    List<String> types = new ArrayList<>();
    List<String> data = new ArrayList<>();
    List<String> metadata = new ArrayList<>();
    for (Event event : commit.events()) {
      types.add(event.type());
      data.add(event.data().toString());
      metadata.add(event.metadata().toString());
    }
    String response = commit.response().toString();
    String effects = PostgresCodec.effects(commit.effects());
    return new PreparedCommit(
        commit,
        count,
        recordedAt,
        response,
        effects,
        PostgresCodec.claims(commit.claims()),
        PostgresCodec.claims(commit.releases()),
        types,
        data,
        metadata,
        commit.bytes());
  }
}
