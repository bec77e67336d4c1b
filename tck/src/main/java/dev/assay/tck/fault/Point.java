package dev.assay.tck.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One fault at one place of a run. Places are named by turns and not by absolute offsets, so that
 * they mean the same on a connection that carried something else before.
 *
 * @param connection see {@link Turn}
 * @param flow the way on which the fault strikes
 * @param turn the index of the turn
 * @param place where in the turn
 * @param fault what happens
 */
public record Point(int connection, Flow flow, int turn, Place place, Fault fault) {

  /** Returns every boundary of a clean run, times every fault that makes a difference there. */
  public static List<Point> all(List<Turn> run, Set<Fault> faults) {
    List<Point> points = new ArrayList<>();
    for (Turn turn : run) {
      for (Place place : Place.values()) {
        for (Fault fault : Fault.values()) {
          boolean there = place != Place.INSIDE || turn.length() > 1;
          if (there && faults.contains(fault) && fault.fits(turn.flow(), place)) {
            points.add(new Point(turn.connection(), turn.flow(), turn.index(), place, fault));
          }
        }
      }
    }
    return points;
  }

  /**
   * Returns how many bytes of its turn pass before the fault strikes, by the length that the turn
   * had in a clean run; a turn that was not there counts as one byte.
   */
  public long offset(List<Turn> run) {
    long length =
        run.stream()
            .filter(one -> one.isAt(connection, flow, turn))
            .mapToLong(Turn::length)
            .findFirst()
            .orElse(1);
    return switch (place) {
      case BEGIN -> 0;
      case INSIDE -> length / 2;
      case END -> length;
    };
  }

  @Override
  public String toString() {
    return "%s at the %s of turn %d %s, connection %d"
        .formatted(
            fault.label(),
            place.name().toLowerCase(Locale.ROOT),
            turn,
            flow == Flow.TO_SERVER ? "to the server" : "to the client",
            connection);
  }
}
