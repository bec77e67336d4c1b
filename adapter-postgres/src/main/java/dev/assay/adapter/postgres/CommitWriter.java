package dev.assay.adapter.postgres;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
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
  private static final long MOST_SIZE = 8L << 20;
  private static final String LOCK_NOT_FREE = "55P03";

  private final Connections connections;
  private final int realm;
  private final CommitSql commit;
  private final String receipt;

  CommitWriter(Connections connections, int realm, Sql sql) {
    this.connections = connections;
    this.realm = realm;
    this.commit = new CommitSql(sql.text("commit.sql"), sql.text("commit-group.sql"));
    this.receipt = sql.text("receipt.sql");
  }

  int realm() {
    return realm;
  }

  /**
   * Applies a group of commits that are judged one by one; each outcome stands at the place of its
   * commit. If the answer was lost, each of them has an outcome of its own.
   *
   * @throws StoreException if none of them was applied or ever will be
   */
  List<CommitOutcome> write(CommitGroup group, Deadline deadline) {
    try {
      return List.copyOf(send(group, deadline));
    } catch (OutcomeUnknown e) {
      return new CommitResolver(this, group, e, deadline).independent();
    }
  }

  /** Applies a group of which all are applied or none. */
  List<CommitResult> writeTogether(CommitGroup group, Deadline deadline) {
    try {
      return send(group, deadline);
    } catch (OutcomeUnknown e) {
      return new CommitResolver(this, group, e, deadline).together();
    }
  }

  /** Sends a group once. */
  List<CommitResult> send(CommitGroup group, Deadline deadline) {
    try {
      return connections.write(group.call(commit), deadline);
    } catch (OutcomeUnknown e) {
      if (group.sent()) {
        throw e;
      }
      throw new StoreUnavailable("The commit was not sent: its connection had broken", e);
    }
  }

  /** Returns whether a group was refused, and rolled back, because a lock was not free in time. */
  static boolean lockWasNotFree(StoreException error) {
    return error instanceof StoreUnavailable
        && error.getCause() instanceof SQLException cause
        && LOCK_NOT_FREE.equals(cause.getSQLState());
  }

  /** Splits commits into groups of a bearable size, in their order. */
  static List<List<PreparedCommit>> split(List<PreparedCommit> commits) {
    List<List<PreparedCommit>> groups = new ArrayList<>();
    Load load = null;
    for (PreparedCommit one : commits) {
      if (load == null || !load.take(one)) {
        groups.add(new ArrayList<>());
        load = new Load(one);
      }
      groups.get(groups.size() - 1).add(one);
    }
    return groups;
  }

  /** What one transaction carries so far. Not thread-safe. */
  static final class Load {

    private final Set<Object> locks = new HashSet<>();
    private int commits = 1;
    private long size;

    Load(PreparedCommit first) {
      size = first.size();
      locks.addAll(locks(first.commit()));
    }

    /** Takes a commit along, if the transaction bears it. */
    boolean take(PreparedCommit one) {
      Set<Object> more = locks(one.commit());
      boolean bearable =
          commits < MOST_COMMITS
              && size + one.size() <= MOST_SIZE
              && locks.size() + more.size() <= MOST_LOCKS;
      if (bearable) {
        commits++;
        size += one.size();
        locks.addAll(more);
      }
      return bearable;
    }

    private static Set<Object> locks(Commit one) {
      Set<Object> locks = new HashSet<>();
      locks.add(one.stream());
      locks.addAll(one.claims());
      locks.addAll(one.releases());
      return locks;
    }
  }

  /** Applies commits that may need several groups; what failed stands at its place too. */
  List<CommitOutcome> writeAll(List<PreparedCommit> commits, Deadline deadline) {
    return new CommitList(this, commits, deadline).write();
  }

  Optional<Receipt> receipt(StreamId stream, RequestId request, Deadline deadline) {
    return find(stream, request, deadline).map(Found::receipt);
  }

  /** Looks for a receipt on a connection of its own. */
  Optional<Found> find(StreamId stream, RequestId request, Deadline deadline) {
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
  record Found(Receipt receipt, UUID attempt) {

    boolean isOf(CommitGroup group) {
      return attempt.equals(group.attempt());
    }
  }
}
