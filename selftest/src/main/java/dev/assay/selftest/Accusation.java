package dev.assay.selftest;

/**
 * A rule that a right store failed.
 *
 * @param rule the id of the rule; empty if the kit could not be run to its end
 * @param seed the seed of the run
 * @param text the whole failure
 */
public record Accusation(String rule, long seed, String text) {}
