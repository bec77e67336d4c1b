package dev.assay.tck;

import dev.assay.spi.Realm;
import dev.assay.spi.event.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts that some collation, folding, trimming or encoding takes for one another. */
final class LookAlikes {

  /** Distinct by code point; each is alike to another one in some way. */
  static final List<String> TEXTS =
      List.of(
          "stra\u00dfe",
          "strasse",
          "STRASSE",
          "Strasse",
          "strasse ",
          " strasse",
          "strasse\u00a0",
          // The same letters composed and decomposed.
          "caf\u00e9",
          "cafe\u0301",
          "cafe",
          // The Turkish dotted and dotless i.
          "istanbul",
          "\u0130STANBUL",
          "\u0131stanbul",
          "ISTANBUL",
          // Greek sigma at the end of a word, and the Kelvin sign.
          "\u03c3\u03c3",
          "\u03c3\u03c2",
          "k",
          "\u212a",
          "K",
          // Full width, zero width and characters outside the first plane.
          "\uff41",
          "a",
          "a\u200b",
          "\ud835\udc1a",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "\ufffd",
          // Wildcards, quotes and escapes of query languages.
          "%",
          "_",
          "*",
          "a%",
          "a_",
          "a'; drop table events; --",
          "a\"b",
          "a\\b",
          "a/b",
          "../a",
          "a%2Fb",
          "a:b",
          "a#b",
          "{a}",
          "$1",
          "?",
          "null",
          "0",
          "00",
          "1",
          "1.0");

  private static final List<String> REALM_ENDINGS =
      List.of(
          " ",
          "\u00e9",
          "e\u0301",
          "e",
          "\u0131",
          "i",
          "\ud83d\ude00",
          "%",
          "_",
          "*",
          "'",
          "\"",
          "\\",
          "'; drop table events; --",
          "/../x",
          ":",
          "#",
          "?",
          "$1",
          "{}",
          ",",
          "-",
          "null");

  private LookAlikes() {}

  /**
   * Returns realms that look alike, and some that differ in their last code point only, as long as
   * ids may be.
   *
   * @param base a realm that nobody else uses
   */
  static List<Realm> realms(Realm base) {
    List<Realm> realms = new ArrayList<>();
    realms.add(base);
    realms.add(new Realm(base.name().toUpperCase(Locale.ROOT)));
    for (String text : REALM_ENDINGS) {
      realms.add(new Realm(base.name() + text));
    }
    String longest = base.name() + "x".repeat(199 - base.name().length());
    realms.add(new Realm(longest + "a"));
    realms.add(new Realm(longest + "b"));
    return realms;
  }

  /** Returns keys that are equal when space and value are joined without care. */
  static List<Claim> claimsThatJoinAlike() {
    return List.of(
        new Claim("a", "b:c"),
        new Claim("a:b", "c"),
        new Claim("a", "b/c"),
        new Claim("a/b", "c"),
        new Claim("a", "b#c"),
        new Claim("a#b", "c"),
        new Claim("a", "b|c"),
        new Claim("a|b", "c"),
        new Claim("a", "bc"),
        new Claim("ab", "c"));
  }
}
