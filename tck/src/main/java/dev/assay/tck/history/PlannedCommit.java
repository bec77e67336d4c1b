package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.List;

/**
 * A commit as it is planned: all but the version that it expects, which its first writer settles.
 *
 * @param stream the stream
 * @param request the idempotency key
 * @param expectation where the expected version comes from
 * @param marks the marks of its events, in order
 * @param claims keys to claim
 * @param releases keys to release
 */
record PlannedCommit(
    StreamId stream,
    RequestId request,
    Expectation expectation,
    List<String> marks,
    List<Claim> claims,
    List<Claim> releases) {

  PlannedCommit {
    marks = List.copyOf(marks);
    claims = List.copyOf(claims);
    releases = List.copyOf(releases);
  }

  /** Where the expected version comes from. */
  enum Expectation {
    /** Whatever the version is. */
    ANY,
    /** The stream has events. */
    EXISTS,
    /** The stream has no event. */
    NO_STREAM,
    /** The version that a read finds right before. */
    READ,
    /** The version that the writer saw last, which may be long ago. */
    KNOWN,
    /** A version below the one that the writer saw last. */
    LOWER,
    /** One version above the one that the writer saw last: a bet on somebody else. */
    HIGHER
  }

  /** Two commits with the same identity are the same request. */
  record Identity(StreamId stream, RequestId request) {}

  Identity identity() {
    return new Identity(stream, request);
  }

  Commit expecting(ExpectedVersion expected) {
    Commit.Builder builder = Commit.to(stream, request).expecting(expected);
    builder.events(marks.stream().map(PlannedCommit::event).toList());
    claims.forEach(builder::claim);
    releases.forEach(builder::release);
    return builder.build();
  }

  private static Event event(String mark) {
    return new Event("Marked", Marks.data(mark));
  }
}
