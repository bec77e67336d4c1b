package dev.assay.spi.event;

import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Append-only streams with optimistic locking, and the feed of all their commits, in one realm.
 *
 * <p>Blocking, thread-safe, fit for virtual threads. Every call returns within the time budget of
 * the handle (plus the {@code wait} it was given), with a result or a {@link
 * dev.assay.spi.StoreException}; an interrupted call keeps the thread's flag. What a store offers
 * besides is an interface of its own: {@link Claims}, {@link TotalOrder}, {@link JointCommits},
 * {@link Truncation}, {@link RequestLog}, {@link Restoration}.
 */
public interface EventStore extends AutoCloseable {

  /** Returns the realm that this handle is opened for. */
  Realm realm();

  /** Returns what this store says of itself; it does not change while the handle is open. */
  Declaration declaration();

  /**
   * Applies a commit: all of it, or nothing. Judged in this order: limits, duplicate, expected
   * version, claims.
   *
   * @throws dev.assay.spi.LimitExceeded if a limit is exceeded; nothing was written
   * @throws dev.assay.spi.UnsupportedCapability if it carries claims and the store has none
   * @throws dev.assay.spi.StoreUnavailable if it was certainly not applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been applied, or may yet be; a retry with
   *     the same request id is safe
   */
  CommitResult commit(Commit commit);

  /**
   * Applies independent commits, faster than one by one. Each element has its own answer; commits
   * to one stream are judged in list order. Only a closed handle makes the call as a whole throw.
   *
   * @return one outcome for each commit, in list order
   */
  List<CommitOutcome> commitAll(List<Commit> commits);

  /**
   * Reads events of a stream; it sees every commit acknowledged before the call. A slice may hold
   * fewer events than {@code max}; {@link StreamSlice#more()} tells.
   *
   * @param from the version to start at, itself included, at least 0; {@link Long#MAX_VALUE}
   *     backward starts at the end
   * @param max the most events to return, at least 0
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  StreamSlice read(StreamId stream, long from, int max, Direction direction);

  /**
   * Finds what a request left behind; it sees every commit acknowledged before the call. Absence
   * proves nothing about a request whose outcome was unknown: it may still be on its way.
   *
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  Optional<Receipt> receipt(StreamId stream, RequestId request);

  /**
   * Reads whole commits of a feed partition, in feed order. The slice ends after {@code max}
   * commits, and earlier when it would grow beyond {@link FeedSlice#MAX_BYTES}; it holds at least
   * one commit if one is visible.
   *
   * @param partition from 0 to the declared number of partitions, exclusive
   * @param after where to go on; {@link Cursor#START} for the beginning
   * @param max the most commits to return, at least 1
   * @param wait how long to wait for a commit if there is none; zero does not wait
   * @throws IllegalArgumentException if there is no such partition or the cursor is not of this
   *     feed
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  FeedSlice feed(int partition, Cursor after, int max, Duration wait);

  /**
   * Returns the end of a feed partition: reading from it yields only commits that no reader could
   * see yet at the moment of the call. Never passes a commit that becomes visible later.
   *
   * @throws IllegalArgumentException if there is no such partition
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  Cursor feedEnd(int partition);

  /**
   * Erases the realm: streams, receipts, claims and logged requests. Open handles then see an empty
   * realm. A cursor from before never skips a commit made after.
   *
   * @throws dev.assay.spi.StoreUnavailable if certainly nothing was erased and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been erased, or may yet be
   */
  void dropRealm();

  /**
   * Closes the handle and what it owns, within the time budget. Calls in flight get a typed answer.
   * Closing twice does nothing.
   */
  @Override
  void close();

  /** Returns the retained events of a stream, oldest first, read page by page as they are used. */
  default Stream<RecordedEvent> events(StreamId stream) {
    return StreamReading.events(this, stream);
  }

  /**
   * Folds the whole stream into a state.
   *
   * @param initial the state of a stream without events
   * @param evolve how an event changes the state; pure
   * @throws TruncatedStream if events at the start of the stream are gone
   */
  default <S> VersionedState<S> state(
      StreamId stream,
      S initial,
      BiFunction<? super S, ? super RecordedEvent, ? extends S> evolve) {
    return StreamReading.state(this, stream, initial, evolve, event -> true);
  }

  /**
   * Folds the stream up to a version, itself included; beyond the head this is the whole stream.
   *
   * @throws TruncatedStream if events at the start of the stream are gone
   */
  default <S> VersionedState<S> stateAt(
      StreamId stream,
      long version,
      S initial,
      BiFunction<? super S, ? super RecordedEvent, ? extends S> evolve) {
    return StreamReading.state(this, stream, initial, evolve, event -> event.version() <= version);
  }

  /**
   * Folds the stream as it stood at a time, commits recorded at that very time included.
   *
   * @throws TruncatedStream if events at the start of the stream are gone
   */
  default <S> VersionedState<S> stateAt(
      StreamId stream,
      Instant time,
      S initial,
      BiFunction<? super S, ? super RecordedEvent, ? extends S> evolve) {
    return StreamReading.state(
        this, stream, initial, evolve, event -> !event.recordedAt().isAfter(time));
  }

  /**
   * Follows a feed partition: hands every slice with commits to {@code reader}, in order, until the
   * reader returns false or the thread is interrupted.
   *
   * @param wait how long one read waits for a commit; slices without commits are handed over too,
   *     so that the reader can stop
   * @return the cursor behind the last slice that was handed over
   */
  default Cursor follow(int partition, Cursor after, Duration wait, Predicate<FeedSlice> reader) {
    return StreamReading.follow(this, partition, after, wait, reader);
  }
}
