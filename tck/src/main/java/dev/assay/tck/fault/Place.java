package dev.assay.tck.fault;

/** Where in a turn a fault strikes. */
public enum Place {
  /** Before its first byte. */
  BEGIN,
  /** Between two of its bytes. */
  INSIDE,
  /** After its last byte. */
  END
}
