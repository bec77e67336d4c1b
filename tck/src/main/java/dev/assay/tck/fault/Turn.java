package dev.assay.tck.fault;

/**
 * Bytes that went one way over one connection before something came the other way: data went on at
 * its first byte and stopped behind its last one.
 *
 * @param connection the connection, numbered from 0 in the order in which they carried data since
 *     the watch began
 * @param flow which way
 * @param index how many turns this way there were before on this connection, since the watch began
 * @param from the offset of its first byte in all that this connection ever carried this way
 * @param to the offset behind its last byte
 */
public record Turn(int connection, Flow flow, int index, long from, long to) {

  /** Returns the number of bytes. */
  public long length() {
    return to - from;
  }

  boolean isAt(int otherConnection, Flow otherFlow, int otherIndex) {
    return connection == otherConnection && flow == otherFlow && index == otherIndex;
  }
}
