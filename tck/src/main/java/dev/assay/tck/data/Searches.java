package dev.assay.tck.data;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Sort;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/**
 * Documents to search for, drawn from so few keys and values that what looks alike meets; {@link
 * Queries} are the searches.
 */
public final class Searches {

  static final List<String> KEYS = List.of("a", "b", "c", "a.b", "", "x\"y'");

  static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "ab",
          "aB",
          "b",
          "a b",
          "b ",
          "%",
          "a%",
          "_",
          "*",
          "a?",
          "\\",
          "\\%",
          "'",
          "10",
          "9",
          "true",
          "null",
          "\u00e9",
          "e\u0301",
          "\u00df",
          "ss",
          "\uff5e",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "the Cat",
          "cat, DOG",
          "dogs-cat",
          "\u65e5\u672c");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "9",
          "10",
          "10.0",
          "0.1",
          "0.10000000000000001",
          "1e50",
          "1e-50",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "12345678901234567890123456789012345678901234567890.1",
          "12345678901234567890123456789012345678901234567890.2");

  /** Numbers of which a double cannot tell some apart. */
  public static final List<Json> CLOSE_NUMBERS =
      json(
          "0",
          "0.1",
          "0.10000000000000001",
          "0.1000000000000000000000000001",
          "1e-90",
          "9007199254740992",
          "9007199254740993",
          "9007199254740994",
          "9223372036854775807",
          "9223372036854775808",
          "-9007199254740992",
          "-9007199254740993",
          "1e90",
          "12345678901234567890123456789012345678901234567890.1",
          "12345678901234567890123456789012345678901234567890.2");

  /** Texts that a collation, a case fold or a normalisation takes for one another. */
  public static final List<String> CLOSE_TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "b",
          "B",
          "a ",
          " a",
          "aa",
          "ab",
          "aB",
          "a-b",
          "\u00e1",
          "a\u0301",
          "z",
          "Z",
          "_",
          "\u00df",
          "ss",
          "SS",
          "i",
          "I",
          "\u0131",
          "\u0130",
          "1",
          "10",
          "9",
          "\ufb00",
          "ff",
          "\uff21",
          "\uff5e",
          "\uffff",
          "\ud83d\ude00",
          "\ud83d\ude01",
          "\ud800\udc00",
          "\ue000");

  private static final int DEPTH = 4;

  private Searches() {}

  /**
   * Returns texts that are longer than the terms of an index, and such that differ just before, at
   * and just behind the last code point that counts in an order.
   */
  public static List<String> longTexts() {
    List<String> texts = new ArrayList<>();
    for (String letter : List.of("s", "\ud83d\ude00")) {
      String counting = letter.repeat(Sort.TEXT_LENGTH);
      String shorter = letter.repeat(Sort.TEXT_LENGTH - 1);
      // The greater one first, so that by id they stand the other way round.
      texts.addAll(List.of(counting + "b", counting + "a", counting));
      texts.addAll(List.of(shorter + "b", shorter + "a", shorter));
    }
    texts.add("s".repeat(255));
    texts.add("s".repeat(257));
    texts.add("s".repeat(1_000) + "end");
    texts.add("s".repeat(32_766) + "end");
    texts.add("s".repeat(32_767));
    texts.add("t".repeat(60_000) + "end");
    texts.add("t");
    return texts;
  }

  /** Parses JSON values. */
  public static List<Json> json(String... texts) {
    return List.of(texts).stream().map(Json::parse).toList();
  }

  /** Returns documents. */
  public static Arbitrary<JsonObject> documents() {
    return Documents.objects(Arbitraries.of(KEYS), Arbitraries.lazy(() -> values(DEPTH)));
  }

  private static Arbitrary<Json> values(int depth) {
    Arbitrary<Json> scalars =
        Arbitraries.frequencyOf(
            Tuple.of(8, scalars()), Tuple.of(1, Arbitraries.<Json>just(JsonNull.INSTANCE)));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<Json> inner = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(4, scalars),
        Tuple.of(2, inner.list().ofMaxSize(3).map(JsonArray::new)),
        Tuple.of(2, Documents.objects(Arbitraries.of(KEYS), inner).map(Json.class::cast)));
  }

  static Arbitrary<Json> scalars() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.of(TEXTS).map(Json::of)),
        Tuple.of(3, Arbitraries.of(NUMBERS).map(n -> Json.of(new BigDecimal(n)))),
        Tuple.of(1, Arbitraries.of(false, true).map(Json::of)));
  }

  /** Returns some values of an arbitrary, the same ones for the same seed. */
  public static <T> List<T> some(Arbitrary<T> values, int count, long seed) {
    List<T> found = new ArrayList<>();
    Property.forAll(values, count, seed, found::add);
    return found;
  }
}
