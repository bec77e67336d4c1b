package dev.assay.spi;

/** A limit of the store was exceeded; the call was refused before any write. */
public final class LimitExceeded extends StoreException {

  private static final long serialVersionUID = 1L;

  private final Limit limit;
  private final long allowed;
  private final long actual;

  /**
   * Creates the exception.
   *
   * @param limit which limit
   * @param allowed its value
   * @param actual the value that exceeds it
   */
  public LimitExceeded(Limit limit, long allowed, long actual) {
    super("%s is at most %d here, but was %d".formatted(limit, allowed, actual), null);
    this.limit = limit;
    this.allowed = allowed;
    this.actual = actual;
  }

  /** Returns which limit was exceeded. */
  public Limit limit() {
    return limit;
  }

  /** Returns the value of the limit. */
  public long allowed() {
    return allowed;
  }

  /** Returns the value that exceeds it. */
  public long actual() {
    return actual;
  }
}
