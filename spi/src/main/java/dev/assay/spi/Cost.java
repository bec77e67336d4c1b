package dev.assay.spi;

import java.util.OptionalDouble;

/**
 * What was used of one unit that a backend charges for.
 *
 * @param told what the server itself said it charged; empty if it says nothing
 * @param formula what it should charge by its published formula; empty if there is none
 * @param least the least that the same work could use: what was asked for, with its ids and nothing
 *     else, in the fewest and cheapest calls that the backend has
 */
public record Cost(OptionalDouble told, OptionalDouble formula, double least) {

  /** Nothing at all, told and by the formula. */
  public static final Cost NOTHING = of(0, 0, 0);

  /** Checks that the figures are finite and not negative. */
  public Cost {
    told.ifPresent(figure -> check("told", figure));
    formula.ifPresent(figure -> check("by the formula", figure));
    check("least", least);
  }

  /** Returns a cost that the server tells and the formula gives. */
  public static Cost of(double told, double formula, double least) {
    return new Cost(OptionalDouble.of(told), OptionalDouble.of(formula), least);
  }

  /** Returns the sum of both; what only one of them knows is not known of the sum. */
  public Cost plus(Cost more) {
    return new Cost(sum(told, more.told, 1), sum(formula, more.formula, 1), least + more.least);
  }

  /** Returns what this cost has more than an earlier reading of the same meter. */
  public Cost minus(Cost earlier) {
    return new Cost(
        sum(told, earlier.told, -1), sum(formula, earlier.formula, -1), least - earlier.least);
  }

  /** Tells whether server and formula differ; if one of them says nothing, they do not. */
  public boolean disputed() {
    return told.isPresent()
        && formula.isPresent()
        && Double.compare(told.getAsDouble(), formula.getAsDouble()) != 0;
  }

  /** Returns what was used: as told, or else by the formula. */
  public OptionalDouble used() {
    return told.isPresent() ? told : formula;
  }

  private static OptionalDouble sum(OptionalDouble one, OptionalDouble other, int sign) {
    return one.isPresent() && other.isPresent()
        ? OptionalDouble.of(one.getAsDouble() + sign * other.getAsDouble())
        : OptionalDouble.empty();
  }

  private static void check(String what, double figure) {
    if (!Double.isFinite(figure) || figure < 0) {
      throw new IllegalArgumentException(
          "A cost (%s) must be finite and not negative, but is %s".formatted(what, figure));
    }
  }
}
