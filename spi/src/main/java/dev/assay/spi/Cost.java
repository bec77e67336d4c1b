package dev.assay.spi;

import java.util.OptionalDouble;

/**
 * What was used of one unit that a backend charges for.
 *
 * @param told what the server itself said it charged; empty if it never says anything
 * @param untold what the formula gives for those calls about which a server that otherwise tells
 *     said nothing, such as refused ones
 * @param formula what all calls should be charged by the published formula; empty if there is none
 * @param least the least that the same work could use: what was asked for, with its ids and nothing
 *     else, in the fewest and cheapest calls that the backend has
 */
public record Cost(OptionalDouble told, double untold, OptionalDouble formula, double least) {

  /** Nothing at all, told and by the formula. */
  public static final Cost NOTHING = of(0, 0, 0);

  /** Checks that the figures are finite and not negative. */
  public Cost {
    told.ifPresent(figure -> check("told", figure));
    formula.ifPresent(figure -> check("by the formula", figure));
    check("untold", untold);
    check("least", least);
  }

  /** Returns a cost that the server tells and the formula gives. */
  public static Cost of(double told, double formula, double least) {
    return new Cost(OptionalDouble.of(told), 0, OptionalDouble.of(formula), least);
  }

  /** Returns the sum of both; what only one of them knows is not known of the sum. */
  public Cost plus(Cost more) {
    return combined(more, 1);
  }

  /** Returns what this cost has more than an earlier reading of the same meter. */
  public Cost minus(Cost earlier) {
    return combined(earlier, -1);
  }

  /** Tells whether server and formula differ; if one of them says nothing, they do not. */
  public boolean disputed() {
    return told.isPresent()
        && formula.isPresent()
        && Double.compare(told.getAsDouble() + untold, formula.getAsDouble()) != 0;
  }

  /**
   * Returns what was used: as told, and by the formula where nothing was told. Where both differ,
   * it is the greater one.
   */
  public OptionalDouble used() {
    if (told.isEmpty()) {
      return formula;
    }
    return OptionalDouble.of(Math.max(told.getAsDouble() + untold, formula.orElse(0)));
  }

  private Cost combined(Cost other, int sign) {
    return new Cost(
        sum(told, other.told, sign),
        untold + sign * other.untold,
        sum(formula, other.formula, sign),
        least + sign * other.least);
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
