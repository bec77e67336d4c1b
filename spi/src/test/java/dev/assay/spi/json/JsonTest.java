package dev.assay.spi.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Says by example what the JSON type takes, refuses and writes. */
final class JsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1.0 | 1",
        "1e0 | 1",
        "-0 | 0",
        "-0.000 | 0",
        "0e999 | 0",
        "100 | 100",
        "1E2 | 100",
        "0.012 | 0.012",
        "1e20 | 100000000000000000000",
        "1e21 | 1E+21",
        "1.50e-25 | 1.5E-25",
        "[ 1 , 2 ] | [1,2]",
        "{ \"b\" : 1 , \"a\" : null } | {\"a\":null,\"b\":1}",
        "\"\\u00e9\\/\\n\" | \"é/\\u000a\"",
        "\"\\uD83D\\uDE00\" | \"😀\"",
        "{\"\uFFFD\":1,\"😀\":2} | {\"\uFFFD\":1,\"😀\":2}",
        "{\"😀\":2,\"\uFFFD\":1} | {\"\uFFFD\":1,\"😀\":2}",
        "\"\u007f\u2028\" | \"\u007f\u2028\""
      })
  void everyValueHasOneText(String text, String canonical) {
    assertThat(Json.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "tru",
        "True",
        "nulll",
        "1 2",
        "01",
        "-",
        "-a",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "1_0",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{a:1}",
        "{\"a\":1,}",
        "{,}",
        "'a'",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\t\"",
        "\"\n\"",
        "[1]]",
        "//x\n1",
        "\uFEFF1",
        "\u00A01",
        "\"\\u0000\"",
        "\"\u0000\"",
        "\"\\uD83D\"",
        "\"\\uDE00\"",
        "\"\\uDE00\\uD83D\"",
        "\"\uD800\"",
        "{\"\\uD800\":1}",
        "{\"\\u0000\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "[{\"x\":{\"\":1,\"\":2}}]",
        "٣",
        "1e٣",
        "\"\\u٠٠٤١\""
      })
  void whatIsNotJsonIsRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(InvalidJson.class);
  }

  @Test
  void aRefusalSaysWhatAndWhere() {
    assertThatThrownBy(() -> Json.parse("[1,\n x]"))
        .hasMessage("Expected a JSON value at character 5");
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\"a\":2}"))
        .hasMessage("Duplicate key \"a\" at character 7");
  }

  @Test
  void depthIsBoundedExactly() {
    assertThat(Json.parse(nested(Json.MAX_DEPTH)).depth()).isEqualTo(Json.MAX_DEPTH);
    assertThatThrownBy(() -> Json.parse(nested(Json.MAX_DEPTH + 1)))
        .isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000))).isInstanceOf(InvalidJson.class);
    Json deepest = Json.parse(nested(Json.MAX_DEPTH));
    assertThatThrownBy(() -> JsonArray.of(deepest)).isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> JsonObject.of("a", deepest)).isInstanceOf(InvalidJson.class);
  }

  @Test
  void depthCountsContainersOnly() {
    assertThat(Json.of(1).depth()).isZero();
    assertThat(JsonArray.EMPTY.depth()).isEqualTo(1);
    assertThat(JsonObject.of("a", JsonArray.of(Json.of(1))).depth()).isEqualTo(2);
  }

  @Test
  void digitsAreBoundedExactly() {
    String digits = "1".repeat(Json.MAX_DIGITS);
    assertThat(((JsonNumber) Json.parse(digits)).digits()).isEqualTo(Json.MAX_DIGITS);
    assertThatThrownBy(() -> Json.parse(digits + "1")).isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> Json.parse("0." + digits + "1")).isInstanceOf(InvalidJson.class);
    assertThat(Json.parse("0." + digits)).isInstanceOf(JsonNumber.class);
    assertThatThrownBy(() -> Json.parse("1".repeat(5_000_000))).isInstanceOf(InvalidJson.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1000", "9.99e1000", "1e-1000", "-1E+1000", "0.001e1003"})
  void exponentsUpToTheBoundWork(String text) {
    assertThat(((JsonNumber) Json.parse(text)).exponent())
        .satisfiesAnyOf(e -> assertThat(e).isEqualTo(1000), e -> assertThat(e).isEqualTo(-1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e1001",
        "10e1000",
        "1e-1001",
        "0.1e-1000",
        "1e2147483647",
        "1e-2147483648",
        "100e2147483647",
        "0.001e-2147483647",
        "1e99999999999999999999"
      })
  void exponentsBeyondTheBoundAreRefused(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(InvalidJson.class);
  }

  @Test
  void numbersFromCodeAreBoundedToo() {
    assertThatThrownBy(() -> Json.of(new BigDecimal(BigInteger.valueOf(100), Integer.MIN_VALUE)))
        .isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> Json.of(new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE)))
        .isInstanceOf(InvalidJson.class);
    assertThatThrownBy(() -> Json.of(BigInteger.TEN.pow(1001))).isInstanceOf(InvalidJson.class);
    assertThat(Json.of(new BigDecimal(BigInteger.ZERO, Integer.MAX_VALUE))).isEqualTo(Json.of(0));
    assertThat(Json.of(BigInteger.TEN.pow(1000))).hasToString("1E+1000");
  }

  @Test
  void digitsAndExponentSpeakOfScientificNotation() {
    JsonNumber number = (JsonNumber) Json.parse("1234.5");
    assertThat(number.digits()).isEqualTo(5);
    assertThat(number.exponent()).isEqualTo(3);
    assertThat(((JsonNumber) Json.parse("0.0120")).exponent()).isEqualTo(-2);
    assertThat(((JsonNumber) Json.parse("0.0120")).digits()).isEqualTo(2);
    assertThat(((JsonNumber) Json.of(0)).digits()).isEqualTo(1);
    assertThat(((JsonNumber) Json.of(0)).exponent()).isZero();
  }

  @Test
  void textsAreNotNormalised() {
    assertThat(Json.of("e\u0301")).isNotEqualTo(Json.of("\u00e9"));
    assertThat(Json.of("K")).isNotEqualTo(Json.of("\u212a"));
  }

  @Test
  void typesNeverEqualEachOther() {
    assertThat(List.of(Json.of(1), Json.of("1"), Json.of(true), JsonNull.INSTANCE, JsonArray.EMPTY))
        .doesNotHaveDuplicates();
  }

  @Test
  void valuesAreCopies() {
    Map<String, Json> members = new HashMap<>(Map.of("a", Json.of(1)));
    JsonObject object = new JsonObject(members);
    members.put("b", Json.of(2));
    assertThat(object).hasToString("{\"a\":1}");
    assertThatThrownBy(() -> object.members().put("b", Json.of(2)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void objectsAreChangedByCopy() {
    JsonObject object = JsonObject.EMPTY.with("a", 1).with("b", "x").with("a", Json.of(true));
    assertThat(object).hasToString("{\"a\":true,\"b\":\"x\"}");
    assertThat(object.get("b")).contains(Json.of("x"));
    assertThat(object.get("c")).isEmpty();
    assertThat(JsonObject.parse("{}")).isEqualTo(JsonObject.EMPTY);
    assertThatThrownBy(() -> JsonObject.parse("[]")).isInstanceOf(InvalidJson.class);
  }

  @Test
  void onlyContainersAreNotScalar() {
    assertThat(List.of(Json.of(1), Json.of("a"), Json.of(true), JsonNull.INSTANCE))
        .allMatch(Json::isScalar);
    assertThat(List.of(JsonArray.EMPTY, JsonObject.EMPTY)).noneMatch(Json::isScalar);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }
}
