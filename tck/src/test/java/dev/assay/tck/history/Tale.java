package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.List;
import java.util.Optional;

/** Words to tell histories by hand. Times are milliseconds. */
final class Tale {

  static final StreamId ORDER = new StreamId("order", "7");
  static final StreamId OTHER = new StreamId("order", "8");
  static final Claim MAIL = new Claim("email", "ada@example.org");
  static final ViewKey VIEW = new ViewKey("orders", "7");

  private static final long MILLI = 1_000_000;

  private Tale() {}

  static History history(Operation... operations) {
    return new History("by hand", 1, List.of(operations));
  }

  static Operation op(int client, long start, long end, Call call, Answer answer) {
    return new Operation(client, start * MILLI, end * MILLI, call, answer);
  }

  static Operation open(int client, long start, Call call) {
    return new Operation(
        client, start * MILLI, Operation.OPEN, call, new Answer.Unknown("connection reset"));
  }

  static Call.Commit commit(String request, long expected, String... marks) {
    return commit(ORDER, request, ExpectedVersion.exactly(expected), marks);
  }

  static Call.Commit commit(
      StreamId stream, String request, ExpectedVersion expected, String... marks) {
    return new Call.Commit(stream, new RequestId(request), expected, List.of(marks));
  }

  static Call.Commit claiming(StreamId stream, String request, String... marks) {
    return new Call.Commit(
        stream,
        new RequestId(request),
        ExpectedVersion.any(),
        List.of(marks),
        List.of(MAIL),
        List.of());
  }

  static Call.Commit releasing(StreamId stream, String request, String... marks) {
    return new Call.Commit(
        stream,
        new RequestId(request),
        ExpectedVersion.any(),
        List.of(marks),
        List.of(),
        List.of(MAIL));
  }

  static Call read() {
    return new Call.Read(ORDER, 1, 100, Direction.FORWARD);
  }

  static Call readBack(int max) {
    return new Call.Read(ORDER, Long.MAX_VALUE, max, Direction.BACKWARD);
  }

  static Call find(String request) {
    return new Call.FindReceipt(ORDER, new RequestId(request));
  }

  static Call feed(String after) {
    return new Call.ReadFeed(0, after);
  }

  static Call end() {
    return new Call.FeedEnd(0);
  }

  static Call holder() {
    return new Call.Holder(MAIL);
  }

  static Call put(long revision, String mark) {
    return new Call.Put(VIEW, revision, mark);
  }

  static Call remove(long revision) {
    return new Call.Remove(VIEW, revision);
  }

  static Call get() {
    return new Call.Get(VIEW);
  }

  static Answer committed(long before, long after, String cursor) {
    return new Answer.Committed(before, after, 0, cursor);
  }

  static Answer duplicate(long before, long after, String cursor) {
    return new Answer.Duplicate(before, after, 0, cursor);
  }

  static Answer found(long before, long after, String cursor) {
    return new Answer.Found(before, after, 0, cursor);
  }

  static Answer missing() {
    return new Answer.Missing();
  }

  static Answer conflict(long actual) {
    return new Answer.Conflict(actual);
  }

  static Answer taken(StreamId holder) {
    return new Answer.ClaimTaken(MAIL, holder);
  }

  static Answer unavailable() {
    return new Answer.NotApplied("no connection");
  }

  /** A slice that begins at version 1. */
  static Answer head(long head, String... marks) {
    return slice(head, marks.length == 0 ? 0 : 1, marks);
  }

  static Answer slice(long head, long first, String... marks) {
    return new Answer.Slice(head, 1, first, List.of(marks));
  }

  static Answer page(String next, boolean caughtUp, Answer.Entry... entries) {
    return new Answer.FeedPage(List.of(entries), next, caughtUp);
  }

  static Answer.Entry entry(
      String request, long before, long after, String cursor, String... marks) {
    return entry(ORDER, request, before, after, cursor, marks);
  }

  static Answer.Entry entry(
      StreamId stream, String request, long before, long after, String cursor, String... marks) {
    return new Answer.Entry(stream, new RequestId(request), before, after, cursor, List.of(marks));
  }

  static Answer ends(String cursor) {
    return new Answer.End(cursor);
  }

  static Answer heldBy(StreamId stream) {
    return new Answer.HeldBy(Optional.of(stream));
  }

  static Answer heldByNobody() {
    return new Answer.HeldBy(Optional.empty());
  }

  static Answer applied() {
    return new Answer.Applied();
  }

  static Answer stale(long revision) {
    return new Answer.Stale(revision);
  }

  static Answer present(long revision, String mark) {
    return new Answer.Present(revision, mark);
  }

  static Answer removed(long revision) {
    return new Answer.Removed(revision);
  }

  static Answer absent() {
    return new Answer.Absent();
  }
}
