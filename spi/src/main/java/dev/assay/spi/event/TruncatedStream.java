package dev.assay.spi.event;

/** A state was asked for that needs events which truncation has removed. */
public final class TruncatedStream extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private final transient StreamId stream;
  private final long firstRetained;

  /**
   * Creates the exception.
   *
   * @param stream the stream
   * @param firstRetained the first version that is left
   */
  public TruncatedStream(StreamId stream, long firstRetained) {
    super(
        "The stream %s begins at version %d; what was before is truncated"
            .formatted(stream, firstRetained));
    this.stream = stream;
    this.firstRetained = firstRetained;
  }

  /** Returns the stream. */
  public StreamId stream() {
    return stream;
  }

  /** Returns the first version that is left. */
  public long firstRetained() {
    return firstRetained;
  }
}
