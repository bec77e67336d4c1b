package dev.assay.adapter.postgres;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commits that go to the server in one call and one transaction, as the parallel arrays that the
 * function {@code commit_group} takes.
 */
final class CommitGroup {

  private static final int COMMITTED = 1;
  private static final int DUPLICATE = 2;
  private static final int VERSION_CONFLICT = 3;
  private static final int CLAIM_TAKEN = 4;

  private static final String SHORT_LOCKS = "select set_config('lock_timeout', '250', true);";

  private final int realm;
  private final List<PreparedCommit> commits;
  private final boolean together;
  private final boolean hasty;
  private final UUID attempt;
  private volatile boolean sent;

  private CommitGroup(int realm, List<PreparedCommit> commits, boolean together, boolean hasty) {
    this.realm = realm;
    this.commits = commits;
    this.together = together;
    this.hasty = hasty;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    this.attempt = new UUID(random.nextLong(), random.nextLong());
  }

  /** Groups commits that are judged one by one, in list order. */
  static CommitGroup independent(int realm, List<PreparedCommit> commits) {
    return new CommitGroup(realm, commits, false, false);
  }

  /** The same, but gives up after a quarter of a second if a lock is not free. */
  static CommitGroup hasty(int realm, List<PreparedCommit> commits) {
    return new CommitGroup(realm, commits, false, true);
  }

  /** Groups commits of which all are applied or none. */
  static CommitGroup together(int realm, List<PreparedCommit> commits) {
    return new CommitGroup(realm, commits, true, false);
  }

  List<PreparedCommit> commits() {
    return commits;
  }

  /** Identifies this attempt in what it writes. */
  UUID attempt() {
    return attempt;
  }

  /** Returns whether any byte of the group may have left: false until its call is bound. */
  boolean sent() {
    return sent;
  }

  /** Returns the call for this group; a group of one has a shorter way. */
  Call<List<CommitResult>> call(CommitSql sql) {
    boolean one = commits.size() == 1 && !together && commits.get(0).recordedAt() == null;
    String before = hasty ? SHORT_LOCKS : "";
    return one
        ? new Call<>("The commit", before + sql.one(), this::bindOne, this::read)
        : new Call<>("The commits", before + sql.group(), this::bind, this::read);
  }

  private void bindOne(Binds binds) throws SQLException {
    sent = true;
    PreparedCommit one = commits.get(0);
    Commit commit = one.commit();
    binds.number(realm);
    binds.ints(LockKeys.streams(realm, commits)).ints(LockKeys.claims(realm, commits));
    binds.uuid(attempt).text(commit.stream().type()).text(commit.stream().id());
    binds.text(commit.request().value()).number(expected(commit.expected()));
    binds.number(one.size()).text(one.response());
    binds.text(one.effects()).text(one.claims()).text(one.releases());
    binds.texts(one.types()).texts(one.data()).texts(one.metadata());
  }

  private void bind(Binds binds) throws SQLException {
    sent = true;
    binds.number(realm);
    binds.ints(LockKeys.streams(realm, commits)).ints(LockKeys.claims(realm, commits));
    binds.flag(together).uuid(attempt);
    binds.texts(texts(one -> one.commit().stream().type()));
    binds.texts(texts(one -> one.commit().stream().id()));
    binds.texts(texts(one -> one.commit().request().value()));
    bindOrder(binds);
    binds.longs(longs(one -> expected(one.commit().expected())));
    binds.longs(longs(PreparedCommit::count)).longs(longs(PreparedCommit::size));
    binds.texts(sparse(PreparedCommit::recordedAt)).texts(texts(PreparedCommit::response));
    binds.texts(sparse(PreparedCommit::effects)).texts(sparse(PreparedCommit::claims));
    binds.texts(sparse(PreparedCommit::releases));
    bindEvents(binds);
  }

  private void bindOrder(Binds binds) throws SQLException {
    List<Integer> first = new ArrayList<>();
    List<Integer> same = new ArrayList<>();
    Map<StreamId, Integer> streams = new HashMap<>();
    Map<RequestOfStream, Integer> requests = new HashMap<>();
    for (PreparedCommit one : commits) {
      Commit commit = one.commit();
      int number = first.size() + 1;
      Integer stream = streams.putIfAbsent(commit.stream(), number);
      first.add(stream == null ? number : stream);
      Integer request = requests.put(RequestOfStream.of(one), number);
      same.add(request == null ? 0 : request);
    }
    binds.ints(first).ints(same);
  }

  /** What makes two commits the same request. */
  record RequestOfStream(StreamId stream, RequestId request) {

    static RequestOfStream of(PreparedCommit one) {
      return new RequestOfStream(one.commit().stream(), one.commit().request());
    }
  }

  private void bindEvents(Binds binds) throws SQLException {
    List<Integer> owners = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++) {
      for (int place = 1; place <= commits.get(i).types().size(); place++) {
        owners.add(i + 1);
        places.add(place);
      }
    }
    binds.ints(owners).ints(places).texts(all(PreparedCommit::types));
    binds.texts(all(PreparedCommit::data)).texts(all(PreparedCommit::metadata));
  }

  private List<String> all(Function<PreparedCommit, List<String>> part) {
    return commits.stream().flatMap(one -> part.apply(one).stream()).toList();
  }

  private static long expected(ExpectedVersion expected) {
    if (expected instanceof ExpectedVersion.Exactly exactly) {
      return exactly.version();
    }
    return expected instanceof ExpectedVersion.Exists ? -2 : -1;
  }

  private List<String> texts(Function<PreparedCommit, String> part) {
    return commits.stream().map(part).toList();
  }

  /** Returns null instead of a list of nulls. */
  private @Nullable List<@Nullable String> sparse(Function<PreparedCommit, @Nullable String> part) {
    List<@Nullable String> texts = new ArrayList<>();
    boolean any = false;
    for (PreparedCommit one : commits) {
      String text = part.apply(one);
      any |= text != null;
      texts.add(text);
    }
    return any ? texts : null;
  }

  private List<Long> longs(Function<PreparedCommit, Long> part) {
    return commits.stream().map(part).toList();
  }

  private List<CommitResult> read(ResultSet rows) throws SQLException {
    List<CommitResult> results = new ArrayList<>();
    while (rows.next()) {
      results.add(result(commits.get(results.size()).commit(), rows));
    }
    if (results.size() != commits.size()) {
      throw new IllegalArgumentException("an answer is missing");
    }
    return results;
  }

  private static CommitResult result(Commit commit, ResultSet row) throws SQLException {
    return switch (row.getInt(1)) {
      case COMMITTED -> new CommitResult.Committed(receipt(commit, commit.response(), row));
      case DUPLICATE ->
          new CommitResult.Duplicate(receipt(commit, Json.parse(row.getString(9)), row));
      case VERSION_CONFLICT -> new CommitResult.VersionConflict(row.getLong(2));
      case CLAIM_TAKEN -> {
        Claim claim = commit.claims().get(row.getInt(10) - 1);
        yield new CommitResult.ClaimTaken(
            claim, new StreamId(row.getString(11), row.getString(12)));
      }
      default -> throw new IllegalArgumentException("unknown outcome " + row.getInt(1));
    };
  }

  private static Receipt receipt(Commit commit, Json response, ResultSet row) throws SQLException {
    return new Receipt(
        commit.stream(),
        commit.request(),
        row.getLong(3),
        row.getLong(4),
        response,
        PostgresCodec.time(row, 5),
        PostgresCodec.feed(PostgresCodec.position(row, 6)));
  }
}
