package dev.assay.tck.rule;

import java.util.Locale;
import java.util.Map;

/** What is given when all rules of some groups pass or are declined. */
public enum Seal {
  /** Every operation does what the specification says. */
  CONTRACT,
  /** Recorded histories of concurrent clients are right. */
  CONCURRENCY,
  /** Every answer stays true when the network fails. */
  FAULTS,
  /** Acknowledged writes survive a crash of the server's processes. */
  DURABILITY,
  /** The same history means the same on every backend. */
  PORTABILITY;

  private static final Map<String, Seal> GROUPS =
      Map.of(
          "HISTORY", CONCURRENCY,
          "MODEL", CONCURRENCY,
          "FAULT", FAULTS,
          "CRASH", DURABILITY,
          "REPLAY", PORTABILITY,
          "MOVE", PORTABILITY);

  /** Returns the seal that a group of rules counts for. */
  public static Seal ofGroup(String group) {
    return GROUPS.getOrDefault(group, CONTRACT);
  }

  /** Returns the seal's name as people write it, such as {@code contract}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
