package dev.assay.adapter.postgres;

import dev.assay.adapter.postgres.ViewCalls.Judgement;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.NameTaken;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore.SaveResult;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.ViewKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes views and cursors, and sends a write again whose answer was lost.
 *
 * <p>Every write carries an attempt id, which is stored with the row. A write that is found to be
 * stored by its own attempt was applied, whichever sending did it. A refusal of a write that was
 * sent again proves nothing: an earlier sending may have been applied and overtaken since. The
 * answer is then that of the earlier sending: {@link OutcomeUnknown}.
 */
final class ViewWrites {

  private static final int MAX_SENDINGS = 3;

  private final Connections connections;
  private final ViewCalls calls;

  ViewWrites(Connections connections, ViewCalls calls) {
    this.connections = connections;
    this.calls = calls;
  }

  PutResult put(ViewRow row) {
    Sent<Map<ViewKey, Judgement>> sent =
        send(calls.put(List.of(row), UUID.randomUUID()), connections.deadline());
    Judgement judgement = accepted(row, sent);
    return judgement.mine() ? new PutResult.Applied() : new PutResult.Stale(judgement.stored());
  }

  void putAll(ViewBatch batch) {
    Deadline deadline = connections.deadline();
    for (List<ViewRow> part : batch.parts()) {
      try {
        Sent<Map<ViewKey, Judgement>> sent = send(calls.put(part, UUID.randomUUID()), deadline);
        part.forEach(row -> answer(batch, row, sent));
      } catch (StoreException e) {
        part.forEach(row -> batch.fail(row, e));
      }
    }
  }

  private static void answer(ViewBatch batch, ViewRow row, Sent<Map<ViewKey, Judgement>> sent) {
    try {
      batch.answer(row, accepted(row, sent));
    } catch (StoreException e) {
      batch.fail(row, e);
    }
  }

  private static Judgement accepted(ViewRow row, Sent<Map<ViewKey, Judgement>> sent) {
    Judgement judgement = sent.answer().get(row.key());
    if (judgement == null) {
      throw new CorruptStore("views, " + row.key(), "a written view cannot be read back", null);
    }
    if (!judgement.mine()) {
      sent.refuse();
    }
    if (!judgement.legal()) {
      String name = row.key().collection();
      throw new NameTaken(name, "'%s' is an alias; use the collection itself".formatted(name));
    }
    return judgement;
  }

  SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    Sent<SaveResult> sent =
        send(
            calls.save(projection, partition, expected, next, UUID.randomUUID()),
            connections.deadline());
    if (sent.answer() instanceof SaveResult.Conflict) {
      sent.refuse();
    }
    return sent.answer();
  }

  private <T> Sent<T> send(Call<T> call, Deadline deadline) {
    Optional<OutcomeUnknown> earlier = Optional.empty();
    for (int sending = 1; ; sending++) {
      try {
        return new Sent<>(connections.write(call, deadline), earlier);
      } catch (OutcomeUnknown e) {
        earlier = earlier.isPresent() ? earlier : Optional.of(e);
        if (sending == MAX_SENDINGS || deadline.passed() || connections.isClosed()) {
          throw earlier.get();
        }
      } catch (StoreException e) {
        throw earlier.isPresent() ? earlier.get() : e;
      }
    }
  }

  /**
   * The answer to the last sending.
   *
   * @param answer the answer
   * @param earlier what became of the first sending, if the answer to it was lost
   */
  private record Sent<T>(T answer, Optional<OutcomeUnknown> earlier) {

    /** Says that the answer is a refusal, which is certain only if nothing was sent before. */
    void refuse() {
      earlier.ifPresent(
          unknown -> {
            throw unknown;
          });
    }
  }
}
