package dev.assay.spi.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** What the property tests of JSON draw from. */
final class JsonSamples {

  private JsonSamples() {}

  /** Any legal text: all planes, controls, combining characters. */
  static Arbitrary<String> texts() {
    Arbitrary<Integer> codePoints =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.integers().between(0x20, 0x7E)),
            Tuple.of(1, Arbitraries.integers().between(1, 0x1F)),
            Tuple.of(2, Arbitraries.integers().between(0x80, 0xD7FF)),
            Tuple.of(1, Arbitraries.integers().between(0xE000, 0xFFFF)),
            Tuple.of(2, Arbitraries.integers().between(0x10000, 0x10FFFF)));
    return codePoints
        .list()
        .ofMaxSize(12)
        .map(list -> list.stream().map(Character::toString).reduce("", String::concat));
  }

  /** Any legal number. */
  static Arbitrary<BigDecimal> numbers() {
    Arbitrary<BigInteger> digits =
        Arbitraries.bigIntegers()
            .between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60))
            .edgeCases(config -> config.add(BigInteger.ZERO));
    Arbitrary<Integer> scales = Arbitraries.integers().between(-300, 300);
    return Combinators.combine(digits, scales).as(BigDecimal::new);
  }

  /** Any value, nested up to four levels. */
  static Arbitrary<Json> values() {
    return values(4).withoutEdgeCases();
  }

  private static Arbitrary<Json> values(int depth) {
    if (depth == 0) {
      return scalars();
    }
    Arbitrary<Json> inner = values(depth - 1);
    return Arbitraries.frequencyOf(
        Tuple.of(2, scalars()), Tuple.of(1, arrays(inner)), Tuple.of(1, objects(inner)));
  }

  static Arbitrary<Json> scalars() {
    return Arbitraries.oneOf(
        texts().map(Json::of),
        numbers().map(Json::of),
        Arbitraries.of(Json.of(true), Json.of(false), JsonNull.INSTANCE));
  }

  private static Arbitrary<Json> arrays(Arbitrary<Json> inner) {
    return inner.list().ofMaxSize(4).map(JsonArray::new);
  }

  private static Arbitrary<Json> objects(Arbitrary<Json> inner) {
    return Arbitraries.maps(texts(), inner).ofMaxSize(4).map(JsonObject::new);
  }

  /** The same value written down another way: keys in another order, numbers in another form. */
  static Json disguise(Json json) {
    if (json instanceof JsonObject object) {
      List<Map.Entry<String, Json>> members = new ArrayList<>(object.members().entrySet());
      Collections.reverse(members);
      Map<String, Json> reversed = new LinkedHashMap<>();
      members.forEach(member -> reversed.put(member.getKey(), disguise(member.getValue())));
      return new JsonObject(reversed);
    }
    if (json instanceof JsonArray array) {
      return new JsonArray(array.values().stream().map(JsonSamples::disguise).toList());
    }
    if (json instanceof JsonNumber number) {
      return Json.of(number.value().setScale(number.value().scale() + 5));
    }
    return json;
  }
}
