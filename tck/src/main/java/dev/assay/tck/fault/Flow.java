package dev.assay.tck.fault;

/** Which way bytes go over a connection. */
public enum Flow {
  /** What the store sends. */
  TO_SERVER,
  /** What the server answers. */
  TO_CLIENT
}
