package dev.assay.spi.view;

import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a view must be like to be found.
 *
 * <p>A predicate holds if some value at its path satisfies it, each predicate by itself. Null and
 * missing do not exist. Types never coerce: a number never equals a text. Texts compare by code
 * point. {@link #matches} is the definition; every store answers as it does.
 */
public sealed interface Filter {

  /** Tells whether a document satisfies this filter. */
  boolean matches(JsonObject document);

  /** Returns a filter that every view satisfies. */
  static Filter all() {
    return new And(List.of());
  }

  /** Returns a filter for one scalar value; not null, which does not exist. */
  static Filter equalTo(Path path, Json value) {
    return new In(path, List.of(value));
  }

  /** Returns a filter for one text. */
  static Filter equalTo(Path path, String value) {
    return equalTo(path, Json.of(value));
  }

  /** Returns a filter for one number. */
  static Filter equalTo(Path path, long value) {
    return equalTo(path, Json.of(value));
  }

  /** Returns a filter that holds if both do. */
  default Filter and(Filter other) {
    return new And(List.of(this, other));
  }

  /** Returns a filter that holds if one of both does. */
  default Filter or(Filter other) {
    return new Or(List.of(this, other));
  }

  /** Returns a filter that holds if this one does not. */
  default Filter not() {
    return new Not(this);
  }

  /**
   * Some value equals one of the given scalars.
   *
   * @param path where to look
   * @param values texts, numbers or booleans; none means that nothing matches
   */
  record In(Path path, List<Json> values) implements Filter {

    /** Copies and checks the values. */
    public In {
      values = List.copyOf(values);
      for (Json value : values) {
        if (!value.isScalar() || value instanceof JsonNull) {
          throw new IllegalArgumentException("A filter compares with a text, number or boolean");
        }
      }
    }

    @Override
    public boolean matches(JsonObject document) {
      return path.values(document).stream().anyMatch(new HashSet<>(values)::contains);
    }
  }

  /** How a value is compared. */
  enum Order {
    /** Less than. */
    LESS,
    /** Less than or equal to. */
    AT_MOST,
    /** Greater than. */
    GREATER,
    /** Greater than or equal to. */
    AT_LEAST;

    private boolean holds(int sign) {
      return switch (this) {
        case LESS -> sign < 0;
        case AT_MOST -> sign <= 0;
        case GREATER -> sign > 0;
        case AT_LEAST -> sign >= 0;
      };
    }
  }

  /**
   * Some value of the same type is less or greater.
   *
   * @param path where to look
   * @param order how to compare
   * @param value a text, compared by code point, or a number
   */
  record Compare(Path path, Order order, Json value) implements Filter {

    /** Checks the value. */
    public Compare {
      if (!(value instanceof JsonString) && !(value instanceof JsonNumber)) {
        throw new IllegalArgumentException("Only texts and numbers have an order to compare by");
      }
    }

    @Override
    public boolean matches(JsonObject document) {
      return path.values(document).stream().anyMatch(this::holds);
    }

    private boolean holds(Json other) {
      return other.getClass() == value.getClass() && order.holds(SortValues.compare(other, value));
    }
  }

  /**
   * Some value is there. Null and empty arrays are not; empty objects and empty texts are.
   *
   * @param path where to look
   */
  record Exists(Path path) implements Filter {

    @Override
    public boolean matches(JsonObject document) {
      return !path.values(document).isEmpty();
    }
  }

  /**
   * Some text starts with the given one.
   *
   * @param path where to look
   * @param text the beginning, compared by code point; every text starts with the empty one
   */
  record Prefix(Path path, String text) implements Filter {

    /** Checks the text. */
    public Prefix {
      Texts.check(text);
    }

    @Override
    public boolean matches(JsonObject document) {
      return Texts.at(path, document).anyMatch(value -> value.startsWith(text));
    }
  }

  /**
   * Some text contains the given one.
   *
   * @param path where to look
   * @param text the part, compared by code point; every text contains the empty one
   */
  record Contains(Path path, String text) implements Filter {

    /** Checks the text. */
    public Contains {
      Texts.check(text);
    }

    @Override
    public boolean matches(JsonObject document) {
      return Texts.at(path, document).anyMatch(value -> value.contains(text));
    }
  }

  /**
   * Every token of the given text is a token of some text at one of the paths. A text without
   * tokens matches nothing. Needs {@link dev.assay.spi.Capability#FULL_TEXT}.
   *
   * @param paths where to look, at least one
   * @param text what to look for, taken apart by {@link Tokens}
   */
  record FullText(List<Path> paths, String text) implements Filter {

    /** Copies and checks the parts. */
    public FullText {
      paths = List.copyOf(paths);
      Checks.atLeast("paths of a full text filter", 1, paths.size());
      Texts.check(text);
    }

    @Override
    public boolean matches(JsonObject document) {
      Set<String> found = new HashSet<>();
      paths.forEach(path -> Texts.at(path, document).forEach(t -> found.addAll(Tokens.of(t))));
      Set<String> wanted = Tokens.of(text);
      return !wanted.isEmpty() && found.containsAll(wanted);
    }
  }

  /**
   * All of the filters hold.
   *
   * @param filters the filters; none means that everything matches
   */
  record And(List<Filter> filters) implements Filter {

    /** Copies the filters. */
    public And {
      filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(JsonObject document) {
      return filters.stream().allMatch(filter -> filter.matches(document));
    }
  }

  /**
   * One of the filters holds.
   *
   * @param filters the filters; none means that nothing matches
   */
  record Or(List<Filter> filters) implements Filter {

    /** Copies the filters. */
    public Or {
      filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(JsonObject document) {
      return filters.stream().anyMatch(filter -> filter.matches(document));
    }
  }

  /**
   * The filter does not hold.
   *
   * @param filter the filter
   */
  record Not(Filter filter) implements Filter {

    @Override
    public boolean matches(JsonObject document) {
      return !filter.matches(document);
    }
  }

  /** Tells whether a filter needs {@link dev.assay.spi.Capability#FULL_TEXT}. */
  static boolean needsFullText(Filter filter) {
    if (filter instanceof And and) {
      return and.filters().stream().anyMatch(Filter::needsFullText);
    }
    if (filter instanceof Or or) {
      return or.filters().stream().anyMatch(Filter::needsFullText);
    }
    return filter instanceof FullText
        || (filter instanceof Not negation && needsFullText(negation.filter()));
  }

  /** Tells whether a scalar is a text, number or boolean that a sort can place. */
  static boolean isSortable(Json json) {
    return json instanceof JsonString || json instanceof JsonNumber || json instanceof JsonBoolean;
  }
}
