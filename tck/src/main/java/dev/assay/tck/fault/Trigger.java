package dev.assay.tck.fault;

/**
 * A point and how many bytes of its turn pass before.
 *
 * @param point where and what
 * @param offset how many bytes of the turn pass
 */
record Trigger(Point point, long offset) {

  boolean isIn(Turn turn) {
    return turn.isAt(point.connection(), point.flow(), point.turn());
  }

  /** Tells whether the fault strikes although no further byte has come. */
  boolean strikesAfter() {
    return point.place() == Place.END;
  }
}
