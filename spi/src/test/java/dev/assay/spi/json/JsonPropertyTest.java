package dev.assay.spi.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Holds the JSON type against its laws, and against Jackson as an independent parser. */
final class JsonPropertyTest {

  private static final JsonMapper JACKSON =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(5000)
                          .maxNumberLength(5000)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @Provide
  Arbitrary<Json> json() {
    return JsonSamples.values();
  }

  @Provide
  Arbitrary<String> texts() {
    return JsonSamples.texts();
  }

  @Provide
  Arbitrary<BigDecimal> numbers() {
    return JsonSamples.numbers();
  }

  /** Texts made of JSON's own pieces, most of them broken. */
  @Provide
  Arbitrary<String> garbage() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\uD83D", "\\u0000", "true", "nul",
            "-", "+", "0", "1", "9.", ".5", "e", "E+", "1e5", " ", "\n", "\t", "\u0000", "\uD800",
            "é", "a", "\"a\"", "\"a\":1", "[]", "{}", "//", "NaN", "\uFEFF", "\u00A0", "'");
    return pieces.list().ofMaxSize(14).map(list -> String.join("", list));
  }

  @Property
  void theCanonicalTextParsesToTheSameValue(@ForAll("json") Json json) {
    assertThat(Json.parse(json.toString())).isEqualTo(json).hasToString(json.toString());
  }

  @Property
  void jacksonReadsTheCanonicalTextAsTheSameValue(@ForAll("json") Json json) throws Exception {
    assertThat(fromJackson(JACKSON.readTree(json.toString()))).isEqualTo(json);
  }

  @Property
  void whatJacksonWritesIsReadAsTheSameValue(@ForAll("json") Json json) throws Exception {
    JsonNode tree = JACKSON.readTree(json.toString());
    String pretty = JACKSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree);
    assertThat(Json.parse(pretty)).isEqualTo(json);
    assertThat(Json.parse(asciiOnly(tree))).isEqualTo(json);
  }

  @Property
  void equalValuesHaveEqualHashesAndCanonicalTexts(@ForAll("json") Json json) {
    Json same = JsonSamples.disguise(json);
    assertThat(same).isEqualTo(json).hasSameHashCodeAs(json).hasToString(json.toString());
  }

  @Property
  void differentValuesHaveDifferentCanonicalTexts(@ForAll("json") Json a, @ForAll("json") Json b) {
    assertThat(a.toString().equals(b.toString())).isEqualTo(a.equals(b));
  }

  @Property
  void numbersAreExact(@ForAll("numbers") BigDecimal number) {
    JsonNumber json = (JsonNumber) Json.parse(number.toString());
    assertThat(json.value()).isEqualByComparingTo(number);
    assertThat(((JsonNumber) Json.parse(json.toString())).value()).isEqualByComparingTo(number);
  }

  @Property
  void textsKeepEveryCodePoint(@ForAll("texts") String text) {
    assertThat(((JsonString) Json.parse(Json.of(text).toString())).value()).isEqualTo(text);
    assertThat(((JsonString) Json.parse(escaped(text))).value()).isEqualTo(text);
  }

  @Property
  void aCutTextIsRefused(@ForAll("json") Json json) {
    String text = JsonArray.of(json).toString();
    for (int end = 0; end < text.length(); end++) {
      String cut = text.substring(0, end);
      assertThatThrownBy(() -> Json.parse(cut)).isInstanceOf(InvalidJson.class);
    }
  }

  @Property(tries = 5000)
  void garbageIsEitherRefusedOrMeansWhatJacksonSays(@ForAll("garbage") String text) {
    Throwable refusal = catchThrowable(() -> Json.parse(text));
    if (refusal == null) {
      assertThat(Json.parse(text)).isEqualTo(jackson(text));
    } else {
      assertThat(refusal).isInstanceOf(InvalidJson.class);
      assertThat(refusesToo(text)).as("Jackson on %s", text).isTrue();
    }
  }

  @Property(tries = 2000)
  void anyTextIsParsedOrRefusedByTheOneException(@ForAll String text) {
    Throwable refusal = catchThrowable(() -> Json.parse(text));
    assertThat(refusal == null || refusal instanceof InvalidJson).isTrue();
  }

  // What Jackson takes and this type refuses on purpose: U+0000, lone surrogates.
  private static boolean refusesToo(String text) {
    try {
      JsonNode tree = JACKSON.readTree(text);
      return tree.isMissingNode() || !representable(tree);
    } catch (JsonProcessingException e) {
      return true;
    }
  }

  private static boolean representable(JsonNode node) {
    return catchThrowable(() -> fromJackson(node)) == null;
  }

  private static Json jackson(String text) {
    try {
      return fromJackson(JACKSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new AssertionError("Jackson refuses what was parsed: " + text, e);
    }
  }

  private static String asciiOnly(JsonNode tree) throws JsonProcessingException {
    return JACKSON
        .writer()
        .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
        .writeValueAsString(tree);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.chars().forEach(c -> out.append("\\u%04X".formatted(c)));
    return out.append('"').toString();
  }

  private static Json fromJackson(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> array(node);
      case STRING -> Json.of(node.textValue());
      case NUMBER -> Json.of(node.decimalValue());
      case BOOLEAN -> Json.of(node.booleanValue());
      case NULL -> JsonNull.INSTANCE;
      default -> throw new AssertionError("Not JSON: " + node.getNodeType());
    };
  }

  private static Json object(JsonNode node) {
    Map<String, Json> members = new LinkedHashMap<>();
    node.properties().forEach(e -> members.put(e.getKey(), fromJackson(e.getValue())));
    return new JsonObject(members);
  }

  private static Json array(JsonNode node) {
    List<Json> values = new ArrayList<>();
    node.elements().forEachRemaining(value -> values.add(fromJackson(value)));
    return new JsonArray(values);
  }
}
