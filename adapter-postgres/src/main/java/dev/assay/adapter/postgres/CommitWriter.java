package dev.assay.adapter.postgres;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Writes commits, one group to a transaction, and finds what they left behind. */
final class CommitWriter {

  private static final int MOST_COMMITS = 100;
  private static final int MOST_LOCKS = 250;
  private static final long MOST_BYTES = 8L << 20;
  private static final long LEAST_MILLIS_TO_RESOLVE = 20;

  private final Connections connections;
  private final int realm;
  private final String commit;
  private final String receipt;

  CommitWriter(Connections connections, int realm, Sql sql) {
    this.connections = connections;
    this.realm = realm;
    this.commit = sql.text("commit.sql");
    this.receipt = sql.text("receipt.sql");
  }

  /** Applies a group; each result stands at the place of its commit. */
  List<CommitResult> write(CommitGroup group, Deadline deadline) {
    try {
      return connections.write(group.call(commit), deadline);
    } catch (OutcomeUnknown e) {
      return resolve(group, e, deadline);
    }
  }

  /**
   * Looks on a fresh connection whether the attempt was applied. What is found is an answer; what
   * is not found proves nothing, since the attempt may still be on its way.
   */
  private List<CommitResult> resolve(CommitGroup group, OutcomeUnknown unknown, Deadline deadline) {
    List<CommitResult> results = new ArrayList<>();
    for (Commit one : group.commits()) {
      if (deadline.leftMillis() < LEAST_MILLIS_TO_RESOLVE) {
        throw unknown;
      }
      results.add(resolve(group, one, deadline).orElseThrow(() -> unknown));
    }
    return results;
  }

  private Optional<CommitResult> resolve(CommitGroup group, Commit one, Deadline deadline) {
    try {
      return find(one.stream(), one.request(), deadline).map(found -> found.result(group));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  /** Splits commits into groups of a bearable size, in their order. */
  static List<List<Commit>> split(List<Commit> commits) {
    List<List<Commit>> groups = new ArrayList<>();
    List<Commit> group = new ArrayList<>();
    Set<Object> locked = new HashSet<>();
    long bytes = 0;
    for (Commit one : commits) {
      Set<Object> more = locks(one);
      bytes += one.bytes();
      boolean full =
          group.size() == MOST_COMMITS
              || bytes > MOST_BYTES
              || locked.size() + more.size() > MOST_LOCKS;
      if (full && !group.isEmpty()) {
        groups.add(group);
        group = new ArrayList<>();
        locked.clear();
        bytes = one.bytes();
      }
      group.add(one);
      locked.addAll(more);
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  private static Set<Object> locks(Commit one) {
    Set<Object> locks = new HashSet<>();
    locks.add(one.stream());
    locks.addAll(one.claims());
    locks.addAll(one.releases());
    return locks;
  }

  /** Applies commits that may need several groups; what failed stands at its place too. */
  List<CommitOutcome> writeAll(List<Commit> commits, Deadline deadline) {
    List<CommitOutcome> outcomes = new ArrayList<>();
    for (List<Commit> group : split(commits)) {
      try {
        outcomes.addAll(write(CommitGroup.independent(realm, group), deadline));
      } catch (StoreException e) {
        group.forEach(one -> outcomes.add(new CommitOutcome.Failed(e)));
      }
    }
    return outcomes;
  }

  Optional<Receipt> receipt(StreamId stream, RequestId request, Deadline deadline) {
    return find(stream, request, deadline).map(Found::receipt);
  }

  private Optional<Found> find(StreamId stream, RequestId request, Deadline deadline) {
    return connections.read(
        new Call<>(
            "The read of the receipt",
            receipt,
            binds ->
                binds.number(realm).text(stream.type()).text(stream.id()).text(request.value()),
            row -> row.next() ? Optional.of(found(stream, request, row)) : Optional.<Found>empty()),
        deadline);
  }

  private static Found found(StreamId stream, RequestId request, ResultSet row)
      throws SQLException {
    return new Found(
        new Receipt(
            stream,
            request,
            row.getLong(1),
            row.getLong(2),
            Json.parse(row.getString(7)),
            PostgresCodec.time(row, 3),
            PostgresCodec.feed(PostgresCodec.position(row, 4))),
        row.getObject(8, UUID.class));
  }

  /** A receipt and the attempt that left it behind. */
  private record Found(Receipt receipt, UUID attempt) {

    CommitResult result(CommitGroup group) {
      return attempt.equals(group.attempt())
          ? new CommitResult.Committed(receipt)
          : new CommitResult.Duplicate(receipt);
    }
  }
}
