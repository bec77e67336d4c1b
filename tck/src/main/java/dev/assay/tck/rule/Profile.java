package dev.assay.tck.rule;

/** How thoroughly the kit looks. */
public enum Profile {
  /** A developer's loop: all functional rules, about a minute for one backend. */
  QUICK,
  /** What a published report needs. */
  FULL;

  /** Returns the number for this profile. */
  public int pick(int quick, int full) {
    return this == QUICK ? quick : full;
  }
}
