package dev.assay.adapter.redis;

import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import java.util.List;
import java.util.UUID;

/**
 * Writes views and cursors.
 *
 * <p>Every write carries an attempt id, which is stored with the view. A write that finds its own
 * attempt was applied, whichever sending did it. A refusal of a write whose answer was lost before
 * proves nothing: an earlier sending may have been applied and overtaken since, so the answer is
 * {@link dev.assay.spi.OutcomeUnknown}.
 */
final class ViewWrites {

  private final Connections connections;
  private final ViewCalls calls;

  ViewWrites(Connections connections, ViewCalls calls) {
    this.connections = connections;
    this.calls = calls;
  }

  PutResult put(ViewRow row) {
    return certain(connections.sent(calls.put(row, UUID.randomUUID()), connections.deadline()));
  }

  void putAll(ViewBatch batch) {
    Deadline deadline = connections.deadline();
    for (List<ViewBatch.Row> part : batch.parts()) {
      List<Sending<PutResult>> sendings =
          part.stream().map(row -> new Sending<>(calls.put(row.row(), UUID.randomUUID()))).toList();
      connections.send(sendings, deadline);
      for (int i = 0; i < part.size(); i++) {
        batch.answer(part.get(i), outcome(sendings.get(i)));
      }
    }
  }

  private static PutOutcome outcome(Sending<PutResult> sending) {
    try {
      return certain(sending);
    } catch (StoreException e) {
      return new PutOutcome.Failed(e);
    }
  }

  private static PutResult certain(Sending<PutResult> sending) {
    PutResult result = sending.result();
    return result instanceof PutResult.Stale ? sending.refusal() : result;
  }

  SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    Sending<SaveResult> sending =
        connections.sent(
            calls.save(projection, partition, expected, next, UUID.randomUUID()),
            connections.deadline());
    SaveResult result = sending.result();
    return result instanceof SaveResult.Conflict ? sending.refusal() : result;
  }
}
