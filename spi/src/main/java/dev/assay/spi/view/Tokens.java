package dev.assay.spi.view;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The tokeniser of full text: lower case, split on what is neither letter nor digit. It works code
 * point by code point with {@link Character#toLowerCase(int)}, so that it depends on no locale.
 */
public final class Tokens {

  private Tokens() {}

  /** Returns the distinct tokens of a text, in order of their first appearance. */
  public static Set<String> of(String text) {
    Set<String> tokens = new LinkedHashSet<>();
    StringBuilder token = new StringBuilder();
    text.codePoints().forEach(c -> accept(c, token, tokens));
    finish(token, tokens);
    return tokens;
  }

  private static void accept(int c, StringBuilder token, Set<String> tokens) {
    if (Character.isLetterOrDigit(c)) {
      token.appendCodePoint(Character.toLowerCase(c));
    } else {
      finish(token, tokens);
    }
  }

  private static void finish(StringBuilder token, Set<String> tokens) {
    if (!token.isEmpty()) {
      tokens.add(token.toString());
      token.setLength(0);
    }
  }
}
