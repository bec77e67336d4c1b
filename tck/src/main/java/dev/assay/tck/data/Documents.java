package dev.assay.tck.data;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.ViewKey;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Documents and keys of views: remarkable ones by hand, and generated ones. */
public final class Documents {

  private static final List<String> REMARKABLE =
      List.of(
          "{}",
          "{\"\":\"\"}",
          "{\"null\":null,\"false\":false,\"zero\":0,\"list\":[],\"object\":{}}",
          "{\"list\":[null,[null,[]],{},{\"\":[{}]}]}",
          "{\"numbers\":[0,-0,1.0,1e0,10e-1,-1.50,1E+2,9007199254740993,-9223372036854775809]}",
          "{\"long\":1234567890123456789012345678901234567890.0123456789012345678901234567890}",
          "{\"tiny\":1e-100,\"huge\":9.9e100,\"third\":0.3333333333333333333333333333333333333}",
          "{\"composed\":\"\u00e9\",\"decomposed\":\"e\u0301\",\"ligature\":\"\ufb00\"}",
          "{\"e\u0301\":1,\"\u00e9\":2}",
          "{\"beyond\":\"\ud83d\ude00\udbff\udfff\",\"edge\":\"\ud7ff\ue000\uffff\"}",
          "{\"controls\":\"\\u0001\\b\\t\\n\\f\\r\\u001f\u007f\u0080\u2028\u2029\ufeff\"}",
          "{\"quotes\":\"\\\"'`\\\\/$&%_*?{}[]()<>;--\"}",
          "{\"  spaces \":\"  text  \",\"A\":1,\"a\":2,\"a \":3}",
          "{\"$ref\":1,\"@type\":\"x\",\"__proto__\":{},\"_id\":2,\"a.b\":3,\"a\":{\"b\":4},\"0\":5}",
          "{\"date\":\"2024-02-29T23:59:60Z\",\"number\":\"010\",\"bool\":\"TRUE\"}");

  private static final List<String> SNIPPETS =
      List.of(
          "a",
          "B",
          "word",
          " ",
          "  ",
          "0",
          "10",
          "null",
          "true",
          ".",
          "\"",
          "'",
          "\\",
          "%",
          "_",
          "*",
          "?",
          "$",
          "{",
          "[",
          "<",
          "&",
          ";",
          "\n",
          "\t",
          "\u0001",
          "\u007f",
          "\u0085",
          "\u00e9",
          "e\u0301",
          "\u00df",
          "\u0130",
          "\u2028",
          "\ufb00",
          "\ud7ff",
          "\ue000",
          "\ufeff",
          "\uff5e",
          "\uffff",
          "\ud83d\ude00",
          "\udbff\udfff",
          "\u65e5\u672c");

  private static final String DIGITS_50 = "12345678901234567890123456789012345678901234567890";

  private static final List<BigDecimal> NUMBERS =
      List.of(
          BigDecimal.ZERO,
          new BigDecimal("0.1"),
          new BigDecimal("9007199254740993"),
          new BigDecimal("1e100"),
          new BigDecimal("-1e-100"),
          new BigDecimal("0." + DIGITS_50 + DIGITS_50),
          new BigDecimal(DIGITS_50 + DIGITS_50));

  private static final int DEPTH = 3;
  private static final int WIDTH = 4;

  private Documents() {}

  /** Returns documents in which stores are known to change something. */
  public static List<JsonObject> remarkable() {
    return REMARKABLE.stream().map(JsonObject::parse).toList();
  }

  /** Returns keys of views, all different, that a careless store takes for one another. */
  public static List<ViewKey> keysThatLookAlike() {
    return List.of(
        new ViewKey("a", "b/c"),
        new ViewKey("a/b", "c"),
        new ViewKey("a", "b:c"),
        new ViewKey("a:b", "c"),
        new ViewKey("a", "bc"),
        new ViewKey("ab", "c"),
        new ViewKey("a", "B"),
        new ViewKey("a", "b"),
        new ViewKey("A", "b"),
        new ViewKey("a", "b "),
        new ViewKey("a", " b"),
        new ViewKey("a ", "b"),
        new ViewKey("a", "\u00e9"),
        new ViewKey("a", "e\u0301"),
        new ViewKey("a", "e"),
        new ViewKey("a", "\u00df"),
        new ViewKey("a", "ss"),
        new ViewKey("a", "i"),
        new ViewKey("a", "\u0131"),
        new ViewKey("a", "1"),
        new ViewKey("a", "01"),
        new ViewKey("a", "%"),
        new ViewKey("a", "%25"),
        new ViewKey("a", "_"),
        new ViewKey("a", "*"),
        new ViewKey("a", "'"),
        new ViewKey("a", "''"),
        new ViewKey("a", "\\"),
        new ViewKey("a", "{b}"),
        new ViewKey("{a}", "b"),
        new ViewKey("a", "\ud83d\ude00"),
        new ViewKey("a", "\ud83d\ude01"));
  }

  /** Returns documents of every kind that the portable profile allows, though small ones. */
  public static Arbitrary<JsonObject> anything() {
    return objects(texts(), Arbitraries.lazy(() -> values(DEPTH)));
  }

  /** Returns texts of every kind. */
  public static Arbitrary<String> texts() {
    Arbitrary<String> others =
        Arbitraries.integers()
            .between(1, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString);
    return Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.of(SNIPPETS)), Tuple.of(1, others))
        .list()
        .ofMaxSize(5)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<Json> values(int depth) {
    Arbitrary<Json> scalars =
        Arbitraries.frequencyOf(
            Tuple.of(3, texts().map(Json::of)),
            Tuple.of(3, numbers().map(Json::of)),
            Tuple.of(1, Arbitraries.of(false, true).map(Json::of)),
            Tuple.of(1, Arbitraries.<Json>just(JsonNull.INSTANCE)));
    if (depth == 0) {
      return scalars;
    }
    Arbitrary<Json> inner = Arbitraries.lazy(() -> values(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(4, scalars),
        Tuple.of(1, inner.list().ofMaxSize(WIDTH).map(JsonArray::new)),
        Tuple.of(1, objects(texts(), inner).map(Json.class::cast)));
  }

  private static Arbitrary<BigDecimal> numbers() {
    Arbitrary<BigDecimal> generated =
        Combinators.combine(Arbitraries.bigIntegers(), Arbitraries.integers().between(-40, 40))
            .as(BigDecimal::new);
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.of(NUMBERS)),
        Tuple.of(1, Arbitraries.longs().map(BigDecimal::valueOf)),
        Tuple.of(1, generated));
  }

  static Arbitrary<JsonObject> objects(Arbitrary<String> keys, Arbitrary<Json> values) {
    return Arbitraries.maps(keys, values).ofMaxSize(WIDTH).map(JsonObject::new);
  }
}
