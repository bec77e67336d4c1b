package dev.assay.tck.history;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.CursorStore.SaveResult;
import java.util.List;

/**
 * One client's view of stored cursors that records every call, as calls of a stream: a cursor that
 * is only ever replaced by a greater one is a stream that has a version for each save. A save is a
 * commit of one event that expects the version of the cursor it replaces, and a question for the
 * cursor is a read of the last event. So what holds for streams holds for cursors, and one checker
 * judges both.
 */
final class RecordingCursors {

  private static final int DIGITS = 12;

  private final Recorder recorder;
  private final int client;
  private final CursorStore store;

  RecordingCursors(Recorder recorder, int client, CursorStore store) {
    this.recorder = recorder;
    this.client = client;
    this.store = store;
  }

  /** Asks for the cursor of a projection. */
  Cursor cursor(String projection) {
    return recorder.record(
        client,
        new Call.Read(stream(projection), Long.MAX_VALUE, 1, Direction.BACKWARD),
        () -> store.cursor(projection, 0),
        RecordingCursors::read);
  }

  /** Replaces a cursor by the next one, which carries a mark. */
  SaveResult save(String projection, Cursor expected, String mark) {
    long before = version(expected);
    Cursor next = new Cursor(("%0" + DIGITS + "d.%s").formatted(before + 1, mark));
    return recorder.record(
        client,
        new Call.Commit(
            stream(projection),
            new RequestId(mark),
            ExpectedVersion.exactly(before),
            List.of(mark)),
        () -> store.save(projection, 0, expected, next),
        result -> saved(result, before, next));
  }

  private static StreamId stream(String projection) {
    return new StreamId("cursor", projection);
  }

  private static Answer read(Cursor cursor) {
    long version = version(cursor);
    return new Answer.Slice(version, 1, version, version == 0 ? List.of() : List.of(mark(cursor)));
  }

  private static Answer saved(SaveResult result, long before, Cursor next) {
    return result instanceof SaveResult.Conflict conflict
        ? new Answer.Conflict(version(conflict.actual()))
        : new Answer.Committed(before, before + 1, 0, next.text());
  }

  private static long version(Cursor cursor) {
    return cursor.equals(Cursor.START) ? 0 : Long.parseLong(cursor.text().substring(0, DIGITS));
  }

  private static String mark(Cursor cursor) {
    return cursor.text().substring(DIGITS + 1);
  }
}
