package dev.assay.tck.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads at most so many bytes: what unpacks without end must not fill the memory. */
final class BoundedInput extends FilterInputStream {

  private long left;

  BoundedInput(InputStream in, long most) {
    super(in);
    left = most;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = super.read(buffer, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) throws TooLong {
    left -= read;
    if (left < 0) {
      throw new TooLong();
    }
  }

  /** There is more to read than is allowed. */
  static final class TooLong extends IOException {

    private static final long serialVersionUID = 1L;
  }
}
