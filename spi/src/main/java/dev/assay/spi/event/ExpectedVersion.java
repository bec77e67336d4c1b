package dev.assay.spi.event;

import dev.assay.spi.internal.Checks;

/** What a commit expects of its stream's version; the condition of optimistic locking. */
public sealed interface ExpectedVersion {

  /** Expects the stream to be at exactly {@code version}; 0 means that it has no event. */
  static ExpectedVersion exactly(long version) {
    return new Exactly(version);
  }

  /** Expects the stream to have no event. */
  static ExpectedVersion noStream() {
    return new Exactly(0);
  }

  /** Expects the stream to be at version 1 or higher, truncated or not. */
  static ExpectedVersion exists() {
    return new Exists();
  }

  /** Expects nothing; such a commit never meets a {@link CommitResult.VersionConflict}. */
  static ExpectedVersion any() {
    return new Any();
  }

  /** Tells whether a stream at {@code version} meets the expectation. */
  boolean holdsAt(long version);

  /**
   * One version and no other.
   *
   * @param version the version, at least 0
   */
  record Exactly(long version) implements ExpectedVersion {

    /** Checks the bound. */
    public Exactly {
      Checks.atLeast("expected version", 0, version);
    }

    @Override
    public boolean holdsAt(long head) {
      return head == version;
    }
  }

  /** Any version from 1 on. */
  record Exists() implements ExpectedVersion {

    @Override
    public boolean holdsAt(long head) {
      return head >= 1;
    }
  }

  /** Any version, 0 included. */
  record Any() implements ExpectedVersion {

    @Override
    public boolean holdsAt(long head) {
      return true;
    }
  }
}
