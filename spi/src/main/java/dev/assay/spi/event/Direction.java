package dev.assay.spi.event;

/** The direction of a read. */
public enum Direction {
  /** By rising versions. */
  FORWARD,
  /** By falling versions. */
  BACKWARD
}
