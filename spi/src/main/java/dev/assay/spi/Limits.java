package dev.assay.spi;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits of a store, each at least its {@linkplain Limit#floor() floor}.
 *
 * <p>The checks throw {@link LimitExceeded}; every adapter calls them before it writes, so that the
 * same excess gets the same answer everywhere. Immutable and thread-safe.
 *
 * @param values a value for every limit
 */
public record Limits(Map<Limit, Long> values) {

  /** The portable profile: what stays inside it works on every certified store. */
  public static final Limits PORTABLE = new Limits(Map.of());

  /**
   * Completes the values with the floors.
   *
   * @throws IllegalArgumentException if a value lies below its floor
   */
  public Limits {
    Map<Limit, Long> all = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      long value = values.getOrDefault(limit, limit.floor());
      if (value < limit.floor()) {
        throw new IllegalArgumentException(
            "%s must be at least %d, but is %d".formatted(limit, limit.floor(), value));
      }
      all.put(limit, value);
    }
    values = Collections.unmodifiableMap(all);
  }

  /** Returns the value of a limit. */
  public long get(Limit limit) {
    return values.getOrDefault(limit, limit.floor());
  }

  /** Returns a copy in which one limit has another value. */
  public Limits with(Limit limit, long value) {
    Map<Limit, Long> copy = new EnumMap<>(Limit.class);
    copy.putAll(values);
    copy.put(limit, value);
    return new Limits(copy);
  }

  /**
   * Checks that {@code actual} is within a limit.
   *
   * @throws LimitExceeded if it is not
   */
  public void check(Limit limit, long actual) {
    if (actual > get(limit)) {
      throw new LimitExceeded(limit, get(limit), actual);
    }
  }

  /**
   * Checks the length of ids and names, in code points.
   *
   * @throws LimitExceeded if one is too long
   */
  public void checkIds(String... ids) {
    for (String id : ids) {
      check(Limit.ID_LENGTH, id.codePointCount(0, id.length()));
    }
  }

  /**
   * Checks depth and numbers of a JSON value.
   *
   * @throws LimitExceeded if it is too deep or holds too long a number
   */
  public void checkJson(Json json) {
    check(Limit.JSON_DEPTH, json.depth());
    checkNumbers(json);
  }

  private void checkNumbers(Json json) {
    if (json instanceof JsonNumber number) {
      check(Limit.NUMBER_DIGITS, number.digits());
      check(Limit.NUMBER_EXPONENT, Math.abs(number.exponent()));
    } else if (json instanceof JsonArray array) {
      array.forEach(this::checkNumbers);
    } else if (json instanceof JsonObject object) {
      object.members().values().forEach(this::checkNumbers);
    }
  }
}
