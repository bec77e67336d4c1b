package dev.assay.tck.history;

import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that a history says of one stream. */
final class StreamLog {

  /**
   * A commit on a page of the feed.
   *
   * @param page the call
   * @param partition the partition that was read
   * @param entry the commit
   */
  record Sighting(Operation page, int partition, Answer.Entry entry) {}

  final StreamId stream;
  final Map<RequestId, Write> writes = new LinkedHashMap<>();

  /** Reads that were answered. */
  final List<Operation> reads = new ArrayList<>();

  /** Questions for receipts that were answered. */
  final List<Operation> questions = new ArrayList<>();

  final List<Sighting> sightings = new ArrayList<>();

  StreamLog(StreamId stream) {
    this.stream = stream;
  }

  String subject() {
    return "stream " + stream;
  }

  void attempt(Operation operation, Call.Commit commit) {
    writes
        .computeIfAbsent(commit.request(), request -> new Write(stream, request))
        .attempt(operation, commit);
  }

  @Nullable Write write(RequestId request) {
    return writes.get(request);
  }
}
