package dev.assay.spi.view;

import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Says that collections can have aliases and can be dropped. A collection exists from the first
 * write to it, or from the first alias for it, until it is dropped. Names of aliases and of
 * collections never collide. {@code get} and {@code search} accept both.
 *
 * <p>The writing methods throw {@link dev.assay.spi.StoreUnavailable} if they were certainly not
 * applied, and {@link dev.assay.spi.OutcomeUnknown} if they may have been.
 */
public interface ViewCatalog {

  /**
   * Makes {@code name} stand for a collection, in one step for every reader; where it stood for
   * another one, it is switched.
   *
   * @param name the alias
   * @param collection the collection; it need not hold a view yet
   * @return the collection that the alias stood for before
   * @throws dev.assay.spi.NameTaken if {@code name} is a collection or {@code collection} is an
   *     alias
   * @throws dev.assay.spi.LimitExceeded if a name is too long
   */
  Optional<String> alias(String name, String collection);

  /**
   * Removes an alias; its collection stays.
   *
   * @return whether there was such an alias
   */
  boolean unalias(String name);

  /** Returns the collection behind a name: of an alias its collection, of a collection itself. */
  Optional<String> resolve(String name);

  /** Returns all aliases with their collections. */
  SortedMap<String, String> aliases();

  /**
   * Erases a collection with its tombstones. What does not exist is dropped already.
   *
   * @throws dev.assay.spi.NameTaken if the name is an alias
   */
  DropResult drop(String collection);

  /** The answer to a drop. */
  sealed interface DropResult {

    /** The collection is gone. */
    record Dropped() implements DropResult {}

    /**
     * Nothing was dropped, because aliases stand for the collection.
     *
     * @param aliases the aliases
     */
    record StillAliased(Set<String> aliases) implements DropResult {

      /** Copies the aliases. */
      public StillAliased {
        aliases = Set.copyOf(aliases);
      }
    }
  }
}
