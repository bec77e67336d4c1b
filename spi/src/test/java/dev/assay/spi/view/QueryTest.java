package dev.assay.spi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.PageCursor;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter.Compare;
import dev.assay.spi.view.Filter.Contains;
import dev.assay.spi.view.Filter.Exists;
import dev.assay.spi.view.Filter.FullText;
import dev.assay.spi.view.Filter.In;
import dev.assay.spi.view.Filter.Or;
import dev.assay.spi.view.Filter.Order;
import dev.assay.spi.view.Filter.Prefix;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Says by example what the query language means. */
final class QueryTest {

  private static final Path A = Path.of("a");
  private static final Path AB = Path.of("a", "b");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1} | [1]",
        "{\"a\":null} | []",
        "{} | []",
        "{\"a\":[]} | []",
        "{\"a\":[[1,[2]],null,\"x\"]} | [1,2,\"x\"]",
        "{\"a\":{}} | [{}]",
        "{\"a\":\"\"} | [\"\"]"
      })
  void aPathPassesThroughArraysAndNull(String document, String values) {
    assertThat(new JsonArray(A.values(JsonObject.parse(document)))).isEqualTo(Json.parse(values));
  }

  @Test
  void aPathGoesDownThroughArraysOfObjects() {
    JsonObject document =
        JsonObject.parse("{\"a\":[{\"b\":1},[{\"b\":[2,3]}],{\"c\":4},5],\"b\":6}");
    assertThat(AB.values(document)).containsExactly(Json.of(1), Json.of(2), Json.of(3));
    assertThat(Path.of("a.b").values(JsonObject.parse("{\"a.b\":1,\"a\":{\"b\":2}}")))
        .containsExactly(Json.of(1));
    assertThat(Path.of("").values(JsonObject.parse("{\"\":1}"))).containsExactly(Json.of(1));
    assertThatThrownBy(Path::of).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Path.of("\u0000")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equalityComparesByValueAndNeverCoerces() {
    assertThat(matches(Filter.equalTo(A, 1), "{\"a\":1.0}")).isTrue();
    assertThat(matches(Filter.equalTo(A, 1), "{\"a\":\"1\"}")).isFalse();
    assertThat(matches(Filter.equalTo(A, "1"), "{\"a\":1}")).isFalse();
    assertThat(matches(Filter.equalTo(A, Json.of(true)), "{\"a\":[false,true]}")).isTrue();
    assertThat(matches(Filter.equalTo(A, "A"), "{\"a\":\"a\"}")).isFalse();
    assertThat(matches(Filter.equalTo(A, "é"), "{\"a\":\"e\u0301\"}")).isFalse();
    assertThat(matches(new In(A, List.of()), "{\"a\":1}")).isFalse();
    assertThatThrownBy(() -> Filter.equalTo(A, JsonNull.INSTANCE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Filter.equalTo(A, JsonArray.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "LESS,true,false,false",
    "AT_MOST,true,true,false",
    "GREATER,false,false,true",
    "AT_LEAST,false,true,true"
  })
  void ordersIncludeWhatTheySay(Order order, boolean below, boolean equal, boolean above) {
    Filter number = new Compare(A, order, Json.of(2));
    assertThat(matches(number, "{\"a\":1}")).isEqualTo(below);
    assertThat(matches(number, "{\"a\":2.0}")).isEqualTo(equal);
    assertThat(matches(number, "{\"a\":3}")).isEqualTo(above);
    assertThat(matches(number, "{\"a\":\"2\"}")).isFalse();
    Filter text = new Compare(A, order, Json.of("\uFFFD"));
    assertThat(matches(text, "{\"a\":\"z\"}")).isEqualTo(below);
    assertThat(matches(text, "{\"a\":\"\uFFFD\"}")).isEqualTo(equal);
    assertThat(matches(text, "{\"a\":\"😀\"}")).isEqualTo(above);
    assertThat(matches(text, "{\"a\":true}")).isFalse();
  }

  @Test
  void onlyTextsAndNumbersAreCompared() {
    assertThatThrownBy(() -> new Compare(A, Order.LESS, Json.of(true)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachPredicateLooksAtEveryValueByItself() {
    Filter between =
        new Compare(A, Order.GREATER, Json.of(4)).and(new Compare(A, Order.LESS, Json.of(2)));
    assertThat(matches(between, "{\"a\":[1,5]}")).isTrue();
    assertThat(matches(Filter.equalTo(A, 1).not(), "{\"a\":[1,5]}")).isFalse();
    assertThat(matches(Filter.equalTo(A, 1).not(), "{}")).isTrue();
    assertThat(matches(Filter.equalTo(A, 1).or(Filter.equalTo(A, 2)), "{\"a\":2}")).isTrue();
    assertThat(matches(new Or(List.of()), "{}")).isFalse();
    assertThat(matches(Filter.all(), "{}")).isTrue();
  }

  @Test
  void existenceIsHavingAValue() {
    assertThat(List.of("{\"a\":{}}", "{\"a\":\"\"}", "{\"a\":false}", "{\"a\":[null,0]}"))
        .allMatch(document -> matches(new Exists(A), document));
    assertThat(List.of("{}", "{\"a\":null}", "{\"a\":[]}", "{\"a\":[[null]]}"))
        .noneMatch(document -> matches(new Exists(A), document));
  }

  @Test
  void prefixesAndPartsAreTakenLiterally() {
    assertThat(matches(new Prefix(A, "50%_"), "{\"a\":\"50%_x\"}")).isTrue();
    assertThat(matches(new Prefix(A, "50%_"), "{\"a\":\"50xyz\"}")).isFalse();
    assertThat(matches(new Prefix(A, ""), "{\"a\":\"\"}")).isTrue();
    assertThat(matches(new Prefix(A, ""), "{\"a\":1}")).isFalse();
    assertThat(matches(new Contains(A, ".*"), "{\"a\":\"x.*y\"}")).isTrue();
    assertThat(matches(new Contains(A, ".*"), "{\"a\":\"xy\"}")).isFalse();
    assertThatThrownBy(() -> new Prefix(A, "\uD800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Contains(A, "\u0000"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fullTextNeedsEveryTokenInSomeField() {
    Filter filter = new FullText(List.of(A, AB), "Quick, FOX!");
    assertThat(matches(filter, "{\"a\":\"the quick brown fox\"}")).isTrue();
    assertThat(matches(filter, "{\"a\":[\"quick\",{\"b\":\"fox\"}]}")).isTrue();
    assertThat(matches(filter, "{\"a\":\"quickfox\"}")).isFalse();
    assertThat(matches(new FullText(List.of(A), "--"), "{\"a\":\"--\"}")).isFalse();
    assertThat(Filter.needsFullText(Filter.all().or(filter.not()))).isTrue();
    assertThat(Filter.needsFullText(Filter.equalTo(A, 1).not())).isFalse();
    assertThatThrownBy(() -> new FullText(List.of(), "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tokensAreLowerCaseLettersAndDigits() {
    assertThat(Tokens.of("Foo-bar_BAZ 42ème, foo")).containsExactly("foo", "bar", "baz", "42ème");
    assertThat(Tokens.of("𝒳x İI")).containsExactly("𝒳x", "ii");
    assertThat(Tokens.of(" ,;")).isEmpty();
  }

  @Test
  void aDocumentStandsByItsLeastOrGreatestValue() {
    JsonObject document = JsonObject.parse("{\"a\":[3,\"x\",true,null,{\"b\":0}]}");
    assertThat(Sort.ascending(A).value(document)).contains(Json.of(true));
    assertThat(Sort.descending(A).value(document)).contains(Json.of("x"));
    assertThat(Sort.ascending(A).value(JsonObject.parse("{\"a\":{}}"))).isEmpty();
  }

  @Test
  void whatIsMissingComesLastEitherWay() {
    Optional<Json> one = Optional.of(Json.of(1));
    Optional<Json> two = Optional.of(Json.of(2));
    assertThat(Sort.ascending(A).compare(one, two)).isNegative();
    assertThat(Sort.descending(A).compare(one, two)).isPositive();
    assertThat(Sort.ascending(A).compare(one, Optional.empty())).isNegative();
    assertThat(Sort.descending(A).compare(one, Optional.empty())).isNegative();
    assertThat(Sort.descending(A).compare(Optional.empty(), Optional.empty())).isZero();
  }

  @Test
  void selectionKeepsWhatLiesOnAPath() {
    JsonObject document =
        JsonObject.parse("{\"a\":[{\"b\":1,\"c\":2},[{\"b\":3}],4],\"d\":{\"e\":5},\"f\":6}");
    assertThat(query().select(document)).isEqualTo(document);
    assertThat(query().selecting(AB, Path.of("f", "x")).select(document))
        .isEqualTo(JsonObject.parse("{\"a\":[{\"b\":1},[{\"b\":3}]]}"));
    assertThat(query().selecting(Path.of("d"), Path.of("d", "e")).select(document))
        .isEqualTo(JsonObject.parse("{\"d\":{\"e\":5}}"));
    assertThat(query().selecting(Path.of("z")).select(document)).isEqualTo(JsonObject.EMPTY);
  }

  @Test
  void tiesAreOrderedByIdInCodePointOrder() {
    ViewQuery sorted = query().sortedBy(Sort.ascending(A));
    assertThat(sorted.compare(place(sorted, "\uFFFD", "{}"), place(sorted, "😀", "{}")))
        .isNegative();
    assertThat(sorted.compare(place(sorted, "z", "{\"a\":1}"), place(sorted, "a", "{}")))
        .isNegative();
  }

  @Test
  void aPageCursorLeadsBackToItsPlace() {
    ViewQuery sorted =
        query().sortedBy(Sort.ascending(A)).sortedBy(Sort.descending(AB)).where(everyFilter());
    ViewQuery.Place place = place(sorted, "id \u2028😀", "{\"a\":[1.50,\"é\"]}");
    PageCursor cursor = sorted.cursor(place);
    assertThat(sorted.limit(7).after(cursor).begin()).contains(place);
    assertThat(sorted.begin()).isEmpty();
  }

  @Test
  void aPageCursorBelongsToItsQuery() {
    List<ViewQuery> queries =
        List.of(
            query(),
            ViewQuery.in("d"),
            query().selecting(A),
            query().selecting(Path.of("a", "b")),
            query().selecting(Path.of("a, b")),
            query().selecting(Path.of("a"), Path.of("b")),
            query().sortedBy(Sort.ascending(A)),
            query().sortedBy(Sort.descending(A)),
            query().where(everyFilter()),
            query().where(new Exists(A)),
            query().where(new Exists(A).not()),
            query().where(new In(A, List.of())),
            query().where(new In(A, List.of(Json.of("x"), Json.of("y")))),
            query().where(new In(A, List.of(Json.of("x, y")))),
            query().where(new In(A, List.of(Json.of(1)))),
            query().where(new In(A, List.of(Json.of("1")))),
            query().where(new Prefix(A, "x")),
            query().where(new Contains(A, "x")),
            query().where(new FullText(List.of(A), "x")),
            query().where(new Compare(A, Order.LESS, Json.of(1))),
            query().where(new Compare(A, Order.AT_MOST, Json.of(1))));
    for (ViewQuery from : queries) {
      PageCursor cursor = from.cursor(place(from, "id", "{}"));
      for (ViewQuery to : queries) {
        if (!to.equals(from)) {
          assertThatThrownBy(to.after(cursor)::begin)
              .as("cursor of %s in %s", from, to)
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("The page cursor belongs to another query");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "[]",
        "1",
        "[1,[]]",
        "[\"\",[]]",
        "[\"id\"]",
        "[\"id\",1]",
        "[\"id\",[1,2]]",
        "[\"id\",[],[]]",
        "[\"id\",[null]]",
        "[\"id\",[{}]]",
        "%"
      })
  void aDamagedPageCursorIsRefused(String place) {
    ViewQuery sorted = query().sortedBy(Sort.ascending(A));
    String digest = sorted.cursor(place(sorted, "id", "{}")).text().split("\\.", 2)[0];
    String text =
        place.equals("%")
            ? place
            : Base64.getUrlEncoder().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(sorted.after(new PageCursor(digest + "." + text))::begin)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The page cursor is damaged");
  }

  @Test
  void viewRecordsAreBounded() {
    assertThatThrownBy(() -> new View(new ViewKey("c", "1"), 0, JsonObject.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> query().limit(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ViewKey("c", "")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PutResult.Stale(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new Lookup.Absent().revision()).isZero();
    assertThat(new Lookup.Removed(3).revision()).isEqualTo(3);
  }

  private static Filter everyFilter() {
    return new Prefix(A, "x")
        .and(new Contains(AB, "y").not())
        .or(new FullText(List.of(A, AB), "z"))
        .or(new Compare(A, Order.AT_LEAST, Json.of(1)))
        .or(Filter.equalTo(A, Json.of(false)))
        .or(new Exists(AB));
  }

  private static ViewQuery query() {
    return ViewQuery.in("c");
  }

  private static ViewQuery.Place place(ViewQuery query, String id, String document) {
    return query.place(new View(new ViewKey("c", id), 1, JsonObject.parse(document)));
  }

  private static boolean matches(Filter filter, String document) {
    return filter.matches(JsonObject.parse(document));
  }
}
