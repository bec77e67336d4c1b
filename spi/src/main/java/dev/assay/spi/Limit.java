package dev.assay.spi;

/**
 * A quantity that a store bounds. Limits are exact: at the limit it works, one past it is refused
 * with {@link LimitExceeded} before any write.
 */
public enum Limit {
  /** Events in one commit. Joint commits are counted together. */
  COMMIT_EVENTS(100),
  /**
   * {@link dev.assay.spi.event.Commit#bytes()} of one commit. Joint commits are counted together.
   */
  COMMIT_BYTES(256 * 1024),
  /** Effects in one commit. Joint commits are counted together. */
  COMMIT_EFFECTS(50),
  /** Claims and releases in one commit. Joint commits are counted together. */
  COMMIT_CLAIMS(20),
  /** Commits in one joint commit. */
  JOINT_COMMITS(10),
  /** Code points of each id and name: stream type, stream id, request id, event type, realm … */
  ID_LENGTH(200),
  /** {@link dev.assay.spi.json.Json#depth()} of each payload and document. */
  JSON_DEPTH(100),
  /** Significant digits of each number. */
  NUMBER_DIGITS(100),
  /** Absolute decimal exponent of each number in scientific notation. */
  NUMBER_EXPONENT(100),
  /** Bytes of a view's document: its canonical text in UTF-8. */
  DOCUMENT_BYTES(256 * 1024),
  /** Views on one page of a search. */
  PAGE_VIEWS(1000);

  private final long floor;

  Limit(long floor) {
    this.floor = floor;
  }

  /** Returns the least that a certified store allows: the portable profile. */
  public long floor() {
    return floor;
  }
}
