package dev.assay.selftest;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.json.Json;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** What faulty stores have in common. */
final class Faults {

  // A server on the same machine answers a statement in about this time.
  private static final long ROUND_TRIP_NANOS = 200_000;
  private static final long RESTART_NANOS = 20_000_000;

  private Faults() {}

  /** Takes the time of a round trip to a server on the same machine. */
  static void roundTrip() {
    LockSupport.parkNanos(ROUND_TRIP_NANOS);
  }

  /** Takes the time in which whoever calls a killed server finds out, which is never none. */
  static void restart() {
    LockSupport.parkNanos(RESTART_NANOS);
  }

  /** Returns the same commit under another request id, so that the reference forgets who asked. */
  static Commit anonymous(Commit commit) {
    return as(commit, new RequestId("anonymous-" + UUID.randomUUID()));
  }

  /** Returns the same commit under a request id. */
  static Commit as(Commit commit, RequestId request) {
    return new Commit(
        commit.stream(),
        request,
        commit.expected(),
        commit.events(),
        commit.effects(),
        commit.claims(),
        commit.releases(),
        commit.response());
  }

  /** Returns the same commit with another expectation. */
  static Commit expecting(Commit commit, ExpectedVersion expected) {
    return new Commit(
        commit.stream(),
        commit.request(),
        expected,
        commit.events(),
        commit.effects(),
        commit.claims(),
        commit.releases(),
        commit.response());
  }

  /** Returns the same commit with a part of its events. */
  static Commit part(Commit commit, RequestId request, int from, int to) {
    return new Commit(
        commit.stream(),
        request,
        commit.expected(),
        commit.events().subList(from, to),
        commit.effects(),
        commit.claims(),
        commit.releases(),
        commit.response());
  }

  /** Returns the same receipt under a request id. */
  static Receipt as(Receipt receipt, RequestId request) {
    return receipt(receipt, request, receipt.before(), receipt.after(), receipt.response());
  }

  /** Returns the same receipt with another response. */
  static Receipt responding(Receipt receipt, Json response) {
    return receipt(receipt, receipt.request(), receipt.before(), receipt.after(), response);
  }

  /** Returns the same receipt with other versions. */
  static Receipt between(Receipt receipt, long before, long after) {
    return receipt(receipt, receipt.request(), before, after, receipt.response());
  }

  private static Receipt receipt(
      Receipt receipt, RequestId request, long before, long after, Json response) {
    Instant at = receipt.recordedAt();
    FeedPosition position = receipt.position();
    return new Receipt(receipt.stream(), request, before, after, response, at, position);
  }
}
