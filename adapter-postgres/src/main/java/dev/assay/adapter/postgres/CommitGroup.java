package dev.assay.adapter.postgres;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

  private final int realm;
  private final List<Commit> commits;
  private final boolean together;
  private final @Nullable RecordedCommit recorded;
  private final UUID attempt;

  private CommitGroup(
      int realm, List<Commit> commits, boolean together, @Nullable RecordedCommit recorded) {
    this.realm = realm;
    this.commits = commits;
    this.together = together;
    this.recorded = recorded;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    this.attempt = new UUID(random.nextLong(), random.nextLong());
  }

  /** Groups commits that are judged one by one, in list order. */
  static CommitGroup independent(int realm, List<Commit> commits) {
    return new CommitGroup(realm, commits, false, null);
  }

  /** Groups commits of which all are applied or none. */
  static CommitGroup together(int realm, List<Commit> commits) {
    return new CommitGroup(realm, commits, true, null);
  }

  /** Wraps a commit that was recorded elsewhere. */
  static CommitGroup restored(int realm, RecordedCommit recorded) {
    return new CommitGroup(realm, List.of(recorded.asCommit()), false, recorded);
  }

  List<Commit> commits() {
    return commits;
  }

  /** Identifies this attempt in what it writes. */
  UUID attempt() {
    return attempt;
  }

  Call<List<CommitResult>> call(String sql) {
    return new Call<>(
        commits.size() == 1 ? "The commit" : "The commits", sql, this::bind, this::read);
  }

  private void bind(Binds binds) throws SQLException {
    binds.number(realm);
    binds.ints(LockKeys.streams(realm, commits)).ints(LockKeys.claims(realm, commits));
    binds.flag(together).uuid(attempt);
    binds.texts(texts(commit -> commit.stream().type()));
    binds.texts(texts(commit -> commit.stream().id()));
    binds.texts(texts(commit -> commit.request().value()));
    bindOrder(binds);
    binds.longs(longs(commit -> expected(commit.expected()))).longs(longs(this::count));
    binds.longs(longs(Commit::bytes));
    binds.texts(recorded == null ? null : List.of(time(recorded.receipt().recordedAt())));
    binds.texts(texts(commit -> commit.response().toString()));
    binds.texts(sparse(commit -> PostgresCodec.effects(commit.effects())));
    binds.texts(sparse(commit -> PostgresCodec.claims(commit.claims())));
    binds.texts(sparse(commit -> PostgresCodec.claims(commit.releases())));
    bindEvents(binds);
  }

  private void bindOrder(Binds binds) throws SQLException {
    List<Integer> first = new ArrayList<>();
    List<Integer> same = new ArrayList<>();
    Map<StreamId, Integer> streams = new HashMap<>();
    Map<RequestOfStream, Integer> requests = new HashMap<>();
    for (Commit commit : commits) {
      int number = first.size() + 1;
      Integer stream = streams.putIfAbsent(commit.stream(), number);
      first.add(stream == null ? number : stream);
      Integer request =
          requests.put(new RequestOfStream(commit.stream(), commit.request()), number);
      same.add(request == null ? 0 : request);
    }
    binds.ints(first).ints(same);
  }

  private record RequestOfStream(StreamId stream, RequestId request) {}

  private void bindEvents(Binds binds) throws SQLException {
    List<Integer> owners = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<@Nullable String> types = new ArrayList<>();
    List<@Nullable String> data = new ArrayList<>();
    List<@Nullable String> metadata = new ArrayList<>();
    for (int i = 0; i < commits.size(); i++) {
      int place = 0;
      for (Event event : commits.get(i).events()) {
        owners.add(i + 1);
        places.add(++place);
        types.add(event.type());
        data.add(event.data().toString());
        metadata.add(event.metadata().toString());
      }
    }
    binds.ints(owners).ints(places).texts(types).texts(data).texts(metadata);
  }

  private long count(Commit commit) {
    return recorded == null ? commit.events().size() : recorded.receipt().events();
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS).toString();
  }

  private static long expected(ExpectedVersion expected) {
    if (expected instanceof ExpectedVersion.Exactly exactly) {
      return exactly.version();
    }
    return expected instanceof ExpectedVersion.Exists ? -2 : -1;
  }

  private List<@Nullable String> texts(Function<Commit, String> part) {
    List<@Nullable String> texts = new ArrayList<>();
    commits.forEach(commit -> texts.add(part.apply(commit)));
    return texts;
  }

  /** Returns null instead of a list of nulls. */
  private @Nullable List<@Nullable String> sparse(Function<Commit, @Nullable String> part) {
    List<@Nullable String> texts = new ArrayList<>();
    boolean any = false;
    for (Commit commit : commits) {
      String text = part.apply(commit);
      any |= text != null;
      texts.add(text);
    }
    return any ? texts : null;
  }

  private List<Long> longs(Function<Commit, Long> part) {
    return commits.stream().map(part).toList();
  }

  private List<CommitResult> read(ResultSet rows) throws SQLException {
    List<CommitResult> results = new ArrayList<>();
    while (rows.next()) {
      results.add(result(commits.get(results.size()), rows));
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
