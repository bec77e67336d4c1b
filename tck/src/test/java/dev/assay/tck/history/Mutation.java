package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a right history wrong in one way that cannot be explained away. Where the history has no
 * place for it, there is no mutation.
 */
final class Mutation {

  private static final StreamId STRANGER = new StreamId("stranger", "1");
  private static final Claim FRESH = new Claim("fresh", "1");
  private static final ViewKey KEY = new ViewKey("v", "0");

  private final Random random;
  private final List<Operation> operations;
  private long now;

  private Mutation(History history, long seed) {
    this.random = new Random(seed);
    // Time for a call before all others.
    this.operations =
        new ArrayList<>(history.operations().stream().map(Mutation::tenLater).toList());
    this.now =
        operations.stream()
            .mapToLong(call -> call.end() == Operation.OPEN ? call.start() : call.end())
            .max()
            .orElse(0);
  }

  static Optional<History> of(Anomaly anomaly, History history, long seed) {
    Mutation mutation = new Mutation(history, seed);
    return mutation.apply(anomaly)
        ? Optional.of(new History("mutated", seed, mutation.operations))
        : Optional.empty();
  }

  private static Operation tenLater(Operation call) {
    long end = call.end() == Operation.OPEN ? Operation.OPEN : call.end() + 10;
    return new Operation(call.client(), call.start() + 10, end, call.call(), call.answer());
  }

  private boolean apply(Anomaly anomaly) {
    return switch (anomaly) {
      case REFUSED_COMMIT_APPEARS -> refuseWhatShows();
      case PHANTOM_COMMIT -> changeSlice(slice -> !slice.marks().isEmpty(), this::ghost);
      case TORN_COMMIT -> changeEntry(entry -> !entry.marks().isEmpty(), Mutation::torn);
      case REQUEST_APPLIED_TWICE -> commitDuplicate();
      case LOST_COMMIT -> lose();
      case DIVERGENT_VERSIONS -> diverge();
      case IGNORED_EXPECTATION -> expectAnother();
      case VERSION_GAP -> commitFarBeyond();
      case PHANTOM_VERSION -> changeConflict();
      case STALE_READ -> readStale();
      case FUTURE_READ -> readFuture();
      case BACKDATED_COMMIT -> backdate();
      case UNJUSTIFIED_CONFLICT -> conflictWithoutReason();
      case UNJUSTIFIED_DUPLICATE -> append(fresh(STRANGER), new Answer.Duplicate(0, 1, 0, "~1"));
      case DUPLICATE_WITH_ANOTHER_RECEIPT -> changeDuplicate();
      case WRONG_RECEIPT -> changeReceipt(0, 1, "");
      case FORGOTTEN_REQUEST -> forget();
      case BROKEN_SLICE -> hideEvents();
      default -> applyOther(anomaly);
    };
  }

  private boolean applyOther(Anomaly anomaly) {
    return switch (anomaly) {
      case FEED_SKIP -> skip(true);
      case FEED_LATE_COMMIT -> skip(false) || endTooFar();
      case FEED_DUPLICATE -> changePage(page -> !page.entries().isEmpty(), Mutation::doubled);
      case FEED_REORDER -> changePage(page -> page.entries().size() > 1, Mutation::swapped);
      case FEED_POSITION_DISAGREES -> changeEntry(entry -> true, Mutation::moved);
      case FALSE_CAUGHT_UP ->
          isInPartition(0)
              && append(new Call.ReadFeed(0, ""), new Answer.FeedPage(List.of(), "", true));
      case FEED_REGRESS -> wasRead() && append(new Call.FeedEnd(0), new Answer.End(""));
      case PARTITION_CHANGE -> changePartition();
      case CLAIM_HELD_TWICE -> claimTwice();
      case LOST_CLAIM ->
          claimFresh(STRANGER)
              && append(new Call.Holder(FRESH), new Answer.HeldBy(Optional.empty()));
      case WRONG_HOLDER ->
          change(
              call -> call.answer() instanceof Answer.HeldBy,
              call -> new Answer.HeldBy(Optional.of(STRANGER)));
      case UNJUSTIFIED_CLAIM_TAKEN ->
          change(
              call -> call.answer() instanceof Answer.ClaimTaken,
              call -> new Answer.ClaimTaken(((Answer.ClaimTaken) call.answer()).claim(), STRANGER));
      default -> applyToView(anomaly);
    };
  }

  private boolean applyToView(Anomaly anomaly) {
    return switch (anomaly) {
      case REFUSED_WRITE_APPEARS -> refuseWriteThatShows();
      case PHANTOM_VIEW ->
          change(
              call -> call.answer() instanceof Answer.Present,
              call -> new Answer.Present(((Answer.Present) call.answer()).revision(), "ghost"));
      case DIVERGENT_VIEW ->
          put(60, new Answer.Applied())
              && putOpen(60)
              && append(new Call.Get(KEY), new Answer.Present(top() + 60, "open"));
      case REVISION_APPLIED_TWICE -> putTwice();
      case TOMBSTONE_FORGOTTEN ->
          append(new Call.Remove(KEY, top() + 60), new Answer.Applied())
              && put(50, new Answer.Applied());
      case OLDER_WRITE_APPLIED -> put(60, new Answer.Applied()) && put(50, new Answer.Applied());
      case LOST_VIEW_WRITE -> put(60, new Answer.Applied()) && getAbsent();
      case STALE_VIEW ->
          put(60, new Answer.Applied())
              && getAbsent()
              && append(new Call.Put(KEY, 1, "late"), new Answer.Stale(top() + 60));
      case FUTURE_VIEW -> getFuture();
      case UNJUSTIFIED_STALE -> put(60, new Answer.Stale(1));
      default -> throw new IllegalArgumentException(anomaly.id());
    };
  }

  // Helpers that change the history.

  private boolean append(Call call, Answer answer) {
    operations.add(new Operation(9, now + 1, now + 2, call, answer));
    now += 2;
    return true;
  }

  private boolean prepend(Call call, Answer answer) {
    operations.add(0, new Operation(9, 0, 1, call, answer));
    return true;
  }

  private boolean change(Predicate<Operation> which, Function<Operation, Answer> answer) {
    List<Operation> found = operations.stream().filter(which).toList();
    if (found.isEmpty()) {
      return false;
    }
    Operation call = found.get(random.nextInt(found.size()));
    replace(call, answer.apply(call));
    return true;
  }

  private void replace(Operation call, Answer answer) {
    operations.set(
        operations.indexOf(call),
        new Operation(call.client(), call.start(), call.end(), call.call(), answer));
  }

  private boolean changeSlice(Predicate<Answer.Slice> which, Function<Answer.Slice, Answer> how) {
    return change(
        call -> call.answer() instanceof Answer.Slice slice && which.test(slice),
        call -> how.apply((Answer.Slice) call.answer()));
  }

  private boolean changePage(
      Predicate<Answer.FeedPage> which, Function<Answer.FeedPage, Answer> how) {
    return change(
        call -> call.answer() instanceof Answer.FeedPage page && which.test(page),
        call -> how.apply((Answer.FeedPage) call.answer()));
  }

  private boolean changeEntry(
      Predicate<Answer.Entry> which, Function<Answer.Entry, Answer.Entry> how) {
    return changePage(
        page -> page.entries().stream().anyMatch(which),
        page ->
            new Answer.FeedPage(
                page.entries().stream()
                    .map(entry -> which.test(entry) ? how.apply(entry) : entry)
                    .toList(),
                page.next(),
                page.caughtUp()));
  }

  // What is known of the history.

  private List<Operation> attempts(StreamId stream, RequestId request) {
    return operations.stream()
        .filter(
            call ->
                call.call() instanceof Call.Commit commit
                    && commit.stream().equals(stream)
                    && commit.request().equals(request))
        .toList();
  }

  private static Call.Commit commit(Operation call) {
    return Write.commit(call);
  }

  private List<Operation> attempts(Operation call) {
    return attempts(commit(call).stream(), commit(call).request());
  }

  /** Commits with events that were acknowledged at the only attempt. */
  private List<Operation> committed() {
    return operations.stream()
        .filter(
            call ->
                call.answer() instanceof Answer.Committed
                    && !commit(call).marks().isEmpty()
                    && attempts(call).size() == 1)
        .toList();
  }

  private Optional<Operation> any(List<Operation> calls) {
    return calls.isEmpty()
        ? Optional.empty()
        : Optional.of(calls.get(random.nextInt(calls.size())));
  }

  /**
   * Returns the acknowledged commit with the greatest version, of any stream that has no open one.
   */
  private Optional<Operation> topCommit() {
    return any(
        committed().stream()
            .filter(call -> !isOpen(commit(call).stream()))
            .filter(call -> after(call) == top(commit(call).stream()))
            .toList());
  }

  private boolean isOpen(StreamId stream) {
    return operations.stream()
        .anyMatch(
            call ->
                call.call() instanceof Call.Commit commit
                    && commit.stream().equals(stream)
                    && call.answer() instanceof Answer.Unknown);
  }

  private long top(StreamId stream) {
    return operations.stream()
        .filter(
            call ->
                call.call() instanceof Call.Commit commit
                    && commit.stream().equals(stream)
                    && call.answer() instanceof Answer.Receipted)
        .mapToLong(Mutation::after)
        .max()
        .orElse(0);
  }

  private static long after(Operation call) {
    return call.answer() instanceof Answer.Receipted receipt ? receipt.after() : 0;
  }

  private static long before(Operation call) {
    return call.answer() instanceof Answer.Receipted receipt ? receipt.before() : 0;
  }

  private static Call headOf(Operation commit) {
    return new Call.Read(commit(commit).stream(), 0, 0, Direction.FORWARD);
  }

  private static Answer head(long head) {
    return new Answer.Slice(head, 1, 0, List.of());
  }

  private Call.Commit fresh(StreamId stream) {
    String name = "fresh" + operations.size();
    return new Call.Commit(
        stream, new RequestId(name), ExpectedVersion.any(), List.of(name), List.of(), List.of());
  }

  // The mutations of streams.

  private boolean refuseWhatShows() {
    for (Operation call : committed()) {
      String mark = commit(call).marks().get(0);
      if (operations.stream()
          .anyMatch(
              read ->
                  read.answer() instanceof Answer.Slice slice && slice.marks().contains(mark))) {
        replace(call, new Answer.NotApplied("no connection"));
        return true;
      }
    }
    return false;
  }

  private Answer ghost(Answer.Slice slice) {
    List<String> marks = new ArrayList<>(slice.marks());
    marks.set(random.nextInt(marks.size()), "ghost");
    return new Answer.Slice(slice.head(), 1, slice.first(), marks);
  }

  private static Answer.Entry torn(Answer.Entry entry) {
    return new Answer.Entry(
        entry.stream(),
        entry.request(),
        entry.before(),
        entry.after(),
        entry.cursor(),
        entry.marks().subList(1, entry.marks().size()));
  }

  private boolean commitDuplicate() {
    return any(committed())
        .map(call -> append(call.call(), new Answer.Committed(before(call), after(call), 0, "~1")))
        .orElse(false);
  }

  private boolean lose() {
    return topCommit()
        .map(
            call -> {
              operations.removeIf(other -> other.start() > call.end());
              return append(headOf(call), head(before(call)));
            })
        .orElse(false);
  }

  private boolean diverge() {
    for (Operation call : operations) {
      if (call.answer() instanceof Answer.Slice slice && slice.marks().size() > 1) {
        operations.add(call);
        List<String> marks = new ArrayList<>(slice.marks());
        Collections.swap(marks, 0, 1);
        replace(call, new Answer.Slice(slice.head(), 1, slice.first(), marks));
        return true;
      }
    }
    return false;
  }

  private boolean expectAnother() {
    return any(committed())
        .map(
            call -> {
              Call.Commit commit = commit(call);
              Call.Commit other =
                  new Call.Commit(
                      commit.stream(),
                      commit.request(),
                      ExpectedVersion.exactly(before(call) + 1),
                      commit.marks(),
                      commit.claims(),
                      commit.releases());
              operations.set(
                  operations.indexOf(call),
                  new Operation(call.client(), call.start(), call.end(), other, call.answer()));
              return true;
            })
        .orElse(false);
  }

  private boolean commitFarBeyond() {
    return any(committed())
        .map(
            call -> {
              StreamId stream = commit(call).stream();
              long far = top(stream) + 1000;
              return append(fresh(stream), new Answer.Committed(far, far + 1, 0, "~1"));
            })
        .orElse(false);
  }

  private boolean changeConflict() {
    return change(
        call -> call.answer() instanceof Answer.Conflict,
        call -> new Answer.Conflict(((Answer.Conflict) call.answer()).actual() + 1000));
  }

  private boolean readStale() {
    return topCommit()
        .map(
            call ->
                append(headOf(call), head(before(call))) && append(headOf(call), head(after(call))))
        .orElse(false);
  }

  private boolean readFuture() {
    return topCommit().map(call -> prepend(headOf(call), head(after(call)))).orElse(false);
  }

  // Only commits stay, because a read of the commit would now be a read of the future.
  private boolean backdate() {
    operations.removeIf(
        call -> !(call.call() instanceof Call.Commit) || call.status() == Status.REFUSED);
    return any(committed().stream()
            .filter(call -> after(call) < top(commit(call).stream()))
            .filter(call -> !isOpen(commit(call).stream()))
            .toList())
        .map(
            call -> {
              operations.remove(call);
              return append(call.call(), call.answer());
            })
        .orElse(false);
  }

  private boolean conflictWithoutReason() {
    return topCommit()
        .map(
            call -> {
              StreamId stream = commit(call).stream();
              Call.Commit other =
                  new Call.Commit(
                      stream,
                      new RequestId("fresh"),
                      ExpectedVersion.exactly(after(call)),
                      List.of("fresh"));
              return append(other, new Answer.Conflict(before(call)));
            })
        .orElse(false);
  }

  private boolean changeDuplicate() {
    return change(
        call ->
            call.answer() instanceof Answer.Duplicate
                && attempts(call).stream()
                    .anyMatch(attempt -> attempt.answer() instanceof Answer.Committed),
        call -> new Answer.Duplicate(before(call), after(call), 0, "~1"));
  }

  private boolean changeReceipt(int before, int after, String cursor) {
    return any(committed())
        .map(
            call -> {
              Answer.Committed is = (Answer.Committed) call.answer();
              replace(
                  call,
                  new Answer.Committed(
                      is.before() + before,
                      is.after() + after,
                      is.partition(),
                      is.cursor() + cursor));
              return true;
            })
        .orElse(false);
  }

  private boolean forget() {
    return any(committed())
        .map(
            call ->
                append(
                    new Call.FindReceipt(commit(call).stream(), commit(call).request()),
                    new Answer.Missing()))
        .orElse(false);
  }

  private boolean hideEvents() {
    return topCommit()
        .map(
            call ->
                append(
                    new Call.Read(commit(call).stream(), 1, 5, Direction.FORWARD),
                    head(after(call))))
        .orElse(false);
  }

  // The mutations of the feed.

  private boolean skip(boolean before) {
    for (Operation call : List.copyOf(operations)) {
      if (call.answer() instanceof Answer.FeedPage page) {
        for (Answer.Entry entry : page.entries()) {
          if (isWritten(entry) && before == isProvenBefore(entry, call)) {
            replace(call, without(page, entry));
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean isProvenBefore(Answer.Entry entry, Operation page) {
    return operations.stream()
        .filter(call -> shows(call, entry))
        .anyMatch(call -> call.end() < page.start());
  }

  private static boolean shows(Operation call, Answer.Entry entry) {
    if (call.call() instanceof Call.Commit commit) {
      return call.answer() instanceof Answer.Receipted
          && commit.stream().equals(entry.stream())
          && commit.request().equals(entry.request());
    }
    if (call.call() instanceof Call.FindReceipt find) {
      return call.answer() instanceof Answer.Found
          && find.stream().equals(entry.stream())
          && find.request().equals(entry.request());
    }
    if (call.answer() instanceof Answer.Slice slice) {
      return !Collections.disjoint(slice.marks(), entry.marks());
    }
    return call.answer() instanceof Answer.FeedPage page && page.entries().contains(entry);
  }

  private boolean isWritten(Answer.Entry entry) {
    return attempts(entry.stream(), entry.request()).stream()
        .anyMatch(attempt -> attempt.answer() instanceof Answer.Committed);
  }

  private static Answer without(Answer.FeedPage page, Answer.Entry entry) {
    List<Answer.Entry> others = new ArrayList<>(page.entries());
    others.remove(entry);
    return new Answer.FeedPage(others, page.next(), page.caughtUp());
  }

  private boolean endTooFar() {
    return isInPartition(0) && prepend(new Call.FeedEnd(0), new Answer.End("99999999"));
  }

  private static Answer doubled(Answer.FeedPage page) {
    List<Answer.Entry> entries = new ArrayList<>(page.entries());
    entries.add(entries.get(0));
    return new Answer.FeedPage(entries, page.next(), page.caughtUp());
  }

  private static Answer swapped(Answer.FeedPage page) {
    List<Answer.Entry> entries = new ArrayList<>(page.entries());
    Collections.swap(entries, 0, 1);
    return new Answer.FeedPage(entries, page.next(), page.caughtUp());
  }

  private static Answer.Entry moved(Answer.Entry entry) {
    return new Answer.Entry(
        entry.stream(),
        entry.request(),
        entry.before(),
        entry.after(),
        entry.cursor() + "x",
        entry.marks());
  }

  private boolean isInPartition(int partition) {
    return operations.stream()
        .anyMatch(
            call ->
                call.answer() instanceof Answer.Committed receipt
                    && receipt.partition() == partition);
  }

  private boolean wasRead() {
    return operations.stream()
        .anyMatch(
            call ->
                call.call() instanceof Call.ReadFeed read
                    && read.partition() == 0
                    && call.answer() instanceof Answer.FeedPage page
                    && !page.entries().isEmpty());
  }

  private boolean changePartition() {
    return topCommit()
        .map(
            call ->
                append(
                    fresh(commit(call).stream()),
                    new Answer.Committed(after(call), after(call) + 1, 7, "~1")))
        .orElse(false);
  }

  // The mutations of claims and views.

  private boolean claimFresh(StreamId stream) {
    String name = "fresh" + operations.size();
    Call.Commit commit =
        new Call.Commit(
            stream,
            new RequestId(name),
            ExpectedVersion.any(),
            List.of(name),
            List.of(FRESH),
            List.of());
    return append(commit, new Answer.Committed(0, 1, 6, name));
  }

  private boolean claimTwice() {
    return claimFresh(STRANGER) && claimFresh(new StreamId("stranger", "2"));
  }

  private long top() {
    return operations.stream()
        .mapToLong(
            call ->
                call.call() instanceof Call.Put put
                        && put.key().equals(KEY)
                        && put.mark().startsWith("d")
                    ? put.revision()
                    : 1)
        .max()
        .orElse(1);
  }

  private boolean put(long above, Answer answer) {
    return append(new Call.Put(KEY, top() + above, "fresh" + operations.size()), answer);
  }

  private boolean putTwice() {
    put(60, new Answer.Applied());
    return put(60, new Answer.Applied());
  }

  private boolean putOpen(long above) {
    operations.add(
        new Operation(
            8,
            now,
            Operation.OPEN,
            new Call.Put(KEY, top() + above, "open"),
            new Answer.Unknown("connection reset")));
    return true;
  }

  private boolean getAbsent() {
    return append(new Call.Get(KEY), new Answer.Absent());
  }

  private boolean getFuture() {
    for (Operation call : operations) {
      if (call.answer() instanceof Answer.Applied && call.call() instanceof Call.Put put) {
        return prepend(new Call.Get(put.key()), new Answer.Present(put.revision(), put.mark()));
      }
    }
    return false;
  }

  private boolean refuseWriteThatShows() {
    for (Operation read : operations) {
      if (read.call() instanceof Call.Get get && read.answer() instanceof Answer.Present shown) {
        Call put = new Call.Put(get.key(), shown.revision(), shown.mark());
        List<Operation> attempts =
            operations.stream().filter(call -> call.call().equals(put)).toList();
        if (attempts.size() == 1) {
          change(attempts.get(0)::equals, call -> new Answer.NotApplied("no connection"));
          return attempts.get(0).answer() instanceof Answer.Applied;
        }
      }
    }
    return false;
  }
}
