package dev.assay.tck.fault;

import java.util.Locale;

/** One way in which a network fails. */
public enum Fault {

  /** The connection is reset; the byte behind the point does not arrive. */
  RESET_BEFORE,

  /** The connection is reset as soon as the last byte of a turn has passed. */
  RESET_AFTER,

  /** Nothing more comes this way, and the receiver is told so; the other way stays open. */
  HALF_CLOSE,

  /** What comes this way is swallowed; the connection stays open. */
  STALL,

  /** Whatever is sent over any connection, also over new ones, is swallowed. */
  BLACKOUT,

  /** Bytes trickle, so slowly that a call runs out of time; what is left comes at last. */
  SLOW,

  /** The client is cut off, and what it sent reaches the server when all is over for the client. */
  LATE,

  /** All connections are reset, and new ones are refused. */
  CUT_OFF,

  /** What comes this way waits until it is released; nothing is lost. */
  GATE;

  /** Tells whether this fault makes a difference to others at a place. */
  public boolean fits(Flow flow, Place place) {
    return switch (this) {
      case RESET_AFTER -> place == Place.END;
      case CUT_OFF -> flow == Flow.TO_SERVER ? place == Place.END : place == Place.BEGIN;
      case LATE -> flow == Flow.TO_SERVER && place != Place.END;
      default -> place != Place.END;
    };
  }

  /** Returns the name as people write it, such as {@code half-close}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
