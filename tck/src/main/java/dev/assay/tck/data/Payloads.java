package dev.assay.tck.data;

import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Numbers, values and ids up to the limits of a store. */
public final class Payloads {

  private static final String ID_CHARACTERS =
      " aAbBzZ09'\"`\\/%_*?[](){}<>|&;:,.!@#$^~+=-\u00a0\u00ad\u00df\u00e9\u0130\u0131\u0301\u03c2"
          + "\u200b\u200d\u2028\u202e\u212a\u3000\ufb00\ufeff\uff41\ufffd\uffff";
  private static final List<Integer> BEYOND = List.of(0x10000, 0x1F600, 0x1D41A, 0xE0001, 0x10FFFF);

  // As in a scientific number the point stands behind the first digit, its place is not counted.
  private static final int HEAD = 1;

  private Payloads() {}

  /** Returns numbers of every length and size that the limits allow. */
  public static Arbitrary<Json> numbers(Limits limits) {
    int digits = (int) limits.get(Limit.NUMBER_DIGITS);
    int exponent = (int) limits.get(Limit.NUMBER_EXPONENT);
    Arbitrary<String> mantissas =
        Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(digits);
    Arbitrary<Integer> exponents = Arbitraries.integers().between(-exponent, exponent);
    Arbitrary<Boolean> signs = Arbitraries.of(false, true);
    Arbitrary<Json> generated =
        Combinators.combine(mantissas, exponents, signs).as(Payloads::scientific);
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.of(remarkableNumbers(limits))),
        Tuple.of(1, Arbitraries.longs().map(Json::of)),
        Tuple.of(
            1,
            Arbitraries.doubles()
                .between(-1e90, 1e90)
                .map(d -> Json.of(new BigDecimal(d.toString())))),
        Tuple.of(3, generated));
  }

  /**
   * Returns numbers in which stores are known to change something, those at the limits included.
   */
  public static List<Json> remarkableNumbers(Limits limits) {
    int digits = (int) limits.get(Limit.NUMBER_DIGITS);
    int exponent = (int) limits.get(Limit.NUMBER_EXPONENT);
    List<Json> numbers = new ArrayList<>();
    for (String text :
        List.of(
            "0",
            "-0",
            "1.0",
            "0.1",
            "0.30000000000000004",
            "9007199254740993",
            "1e22",
            "1e-7",
            "-9223372036854775809",
            "18446744073709551616",
            "123456789.123456789123456789",
            "4.9e-24",
            "1.7976931348623157e98")) {
      numbers.add(Json.parse(text));
    }
    String nines = "9".repeat(digits);
    for (int e : new int[] {-exponent, 1 - exponent, 0, digits - 1, exponent - 1, exponent}) {
      int bounded = Math.min(e, exponent);
      numbers.add(scientific(nines, bounded, false));
      numbers.add(scientific("1", bounded, true));
    }
    return numbers;
  }

  private static Json scientific(String digits, int exponent, boolean negative) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    BigInteger mantissa = new BigInteger(significant);
    int scale = significant.length() - HEAD - exponent;
    BigDecimal number = new BigDecimal(mantissa, scale);
    return Json.of(negative ? number.negate() : number);
  }

  /** Returns values nested as deep as the limits allow, and one level less. */
  public static List<Json> deep(Limits limits) {
    int depth = (int) limits.get(Limit.JSON_DEPTH);
    List<Json> values = new ArrayList<>();
    for (int levels : new int[] {depth - 1, depth}) {
      values.add(nested(levels, 0));
      values.add(nested(levels, 1));
      values.add(nested(levels, 2));
    }
    return values;
  }

  /** Returns arrays (0), objects (1) or both in turn (2), nested to a depth. */
  public static Json nested(int depth, int kind) {
    Json value = depth % 2 == 0 ? JsonArray.EMPTY : JsonObject.EMPTY;
    for (int level = 1; level < depth; level++) {
      boolean array = kind == 0 || (kind == 2 && level % 2 == 0);
      value = array ? JsonArray.of(value) : JsonObject.of("", value);
    }
    return value;
  }

  /** Returns legal ids with characters that mean something to some backend. */
  public static Arbitrary<String> ids() {
    Arbitrary<Integer> special = Arbitraries.of(ID_CHARACTERS.codePoints().boxed().toList());
    Arbitrary<Integer> beyond = Arbitraries.of(BEYOND);
    Arbitrary<Integer> any =
        Arbitraries.integers().between(0x20, Character.MAX_CODE_POINT).filter(Payloads::legal);
    return Arbitraries.frequencyOf(Tuple.of(6, special), Tuple.of(1, beyond), Tuple.of(1, any))
        .list()
        .ofMinSize(1)
        .ofMaxSize(24)
        .map(Payloads::text);
  }

  /** Returns ids that together hold every legal character up to a bound, and some of the others. */
  public static List<String> alphabet(int all, int step, int length) {
    List<String> ids = new ArrayList<>();
    List<Integer> id = new ArrayList<>();
    for (int c = 0x20; c <= Character.MAX_CODE_POINT; c += c < all ? 1 : step) {
      if (legal(c)) {
        id.add(c);
      }
      if (id.size() == length) {
        ids.add(text(id));
        id.clear();
      }
    }
    id.add((int) 'x');
    ids.add(text(id));
    return ids;
  }

  private static boolean legal(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !surrogate && !Character.isISOControl(c);
  }

  private static String text(List<Integer> codePoints) {
    StringBuilder text = new StringBuilder();
    codePoints.forEach(text::appendCodePoint);
    return text.toString();
  }
}
