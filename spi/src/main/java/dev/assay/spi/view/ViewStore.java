package dev.assay.spi.view;

import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import java.time.Duration;
import java.util.List;

/**
 * Read models under one rule: a write is accepted if and only if its revision is greater than the
 * stored one. The rule serves idempotence, out-of-order delivery and compare-and-set.
 *
 * <p>Blocking, thread-safe, fit for virtual threads. Every call returns within the time budget of
 * the handle (plus the {@code wait} it was given), with a result or a {@link
 * dev.assay.spi.StoreException}; an interrupted call keeps the thread's flag. What a store offers
 * besides is an interface of its own: {@link CursorStore}, {@link ViewCatalog}, {@link ViewSearch}.
 */
public interface ViewStore extends AutoCloseable {

  /** Returns the realm that this handle is opened for. */
  Realm realm();

  /** Returns what this store says of itself; it does not change while the handle is open. */
  Declaration declaration();

  /**
   * Looks a view up; it sees every write acknowledged before the call.
   *
   * @param key its name; the collection may be an alias
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  Lookup get(ViewKey key);

  /**
   * Looks a view up, and waits until its revision is at least {@code revision}.
   *
   * @param key its name; the collection may be an alias
   * @param revision the least revision, at least 1; a tombstone counts with its revision
   * @param wait how long to wait at most
   * @throws dev.assay.spi.StoreUnavailable if the store cannot be read
   */
  AwaitedLookup get(ViewKey key, long revision, Duration wait);

  /**
   * Writes a view if its revision is greater than the stored one, that of a tombstone included. A
   * write that the driver sent twice is not told that it lost to itself.
   *
   * @throws dev.assay.spi.LimitExceeded if a limit is exceeded; nothing was written
   * @throws dev.assay.spi.NameTaken if the collection is an alias; nothing was written
   * @throws dev.assay.spi.StoreUnavailable if it was certainly not applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been applied, or may yet be
   */
  PutResult put(View view);

  /**
   * Writes independent views, faster than one by one. Each element has its own answer; writes of
   * one key are judged in list order. Only a closed handle makes the call as a whole throw.
   *
   * @return one outcome for each view, in list order
   */
  List<PutOutcome> putAll(List<View> views);

  /**
   * Removes a view if {@code revision} is greater than the stored one, and leaves a tombstone for
   * as long as the collection lives, so that a late, older write cannot bring it back. What was
   * never stored can be removed too.
   *
   * @throws dev.assay.spi.LimitExceeded if an id is too long; nothing was written
   * @throws dev.assay.spi.NameTaken if the collection is an alias; nothing was written
   * @throws dev.assay.spi.StoreUnavailable if it was certainly not applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if it may have been applied, or may yet be
   */
  PutResult remove(ViewKey key, long revision);

  /**
   * Erases the realm: views, tombstones, aliases and cursors. Open handles then see an empty realm.
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
}
