package dev.assay.tck.report;

import com.samskivert.mustache.Mustache;

/** Escapes text for Markdown, where it stands inside a line: in a paragraph or in a table. */
public final class MarkdownEscaper implements Mustache.Escaper {

  /** The escaper, which has no state. */
  public static final MarkdownEscaper INSTANCE = new MarkdownEscaper();

  private static final String SPECIAL = "\\`*_[]|~$";

  private MarkdownEscaper() {}

  @Override
  public String escape(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 16);
    raw.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '\n', '\t' -> out.append(' ');
      default -> out.append(SPECIAL.indexOf(c) >= 0 ? "\\" : "").appendCodePoint(c);
    }
  }

  /** Returns a fence that the text cannot close. */
  public static String fence(String text) {
    int longest = 2;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return "`".repeat(longest + 1);
  }
}
