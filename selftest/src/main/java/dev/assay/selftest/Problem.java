package dev.assay.selftest;

import java.util.Optional;

/**
 * Why the kit is not proven.
 *
 * @param text what is wrong, in one sentence
 * @param store the name of the store that shows it, if one does
 * @param seed the seed that shows it
 * @param details the whole failure; may be empty
 */
public record Problem(String text, Optional<String> store, long seed, String details) {}
