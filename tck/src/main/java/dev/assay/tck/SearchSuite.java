package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.Capability;
import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.data.Property;
import dev.assay.tck.data.Queries;
import dev.assay.tck.data.Searches;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Searching views: the rules of the group SEARCH. */
@Requires(Capability.SEARCH)
public abstract class SearchSuite extends ViewStoreSuite {

  private static final Path V = Path.of("v");
  private static final Path W = Path.of("w");
  private static final int BATCH = 200;
  private static final String LONG_TOKEN = "token".repeat(8_000);

  @Rule("SEARCH-1")
  @Test
  void aSearchFindsExactlyWhatMatches() {
    List<View> views = generated(pick(100, 400));
    int tries = pick(250, 3000);
    Property.forAll(
        about(views).in(views.get(0).key().collection()),
        tries,
        random().nextLong(),
        query -> assertFinds(views, query));
    evidence("views", views.size());
    evidence("searches", tries);
  }

  private static Queries about(List<View> views) {
    return Queries.about(views.stream().map(View::document).toList());
  }

  private List<View> generated(int count) {
    return stored(Searches.some(Searches.documents(), count, random().nextLong()));
  }

  @Rule("SEARCH-2")
  @Test
  void typesNeverCoerce() {
    List<Json> values =
        Searches.json(
            "10",
            "\"10\"",
            "10.0",
            "\"10.0\"",
            "1e1",
            "\"1e1\"",
            "1",
            "\"1\"",
            "0",
            "\"0\"",
            "true",
            "\"true\"",
            "false",
            "\"false\"",
            "\"\"",
            "\"null\"");
    List<View> views = stored(documents(values));
    for (Json value : values) {
      assertFinds(views, all(views).where(Filter.equalTo(V, value)));
    }
    for (Json value : Searches.json("10", "\"10\"", "0", "\"true\"", "\"\"")) {
      compared(value).forEach(filter -> assertFinds(views, all(views).where(filter)));
    }
    assertFinds(views, all(views).where(new Filter.Prefix(V, "1")));
    assertFinds(views, all(views).where(new Filter.Contains(V, "0")));
    assertFinds(views, all(views).where(new Filter.Prefix(V, "")));
  }

  @Rule("SEARCH-3")
  @Test
  void numbersCompareExactly() {
    List<View> views = stored(documents(Searches.CLOSE_NUMBERS));
    for (Json number : Searches.CLOSE_NUMBERS) {
      assertFinds(views, all(views).where(Filter.equalTo(V, number)));
      compared(number).forEach(filter -> assertFinds(views, all(views).where(filter)));
    }
    assertFinds(views, all(views).sortedBy(Sort.ascending(V)));
    assertFinds(views, all(views).sortedBy(Sort.descending(V)).limit(4));
  }

  @Rule("SEARCH-4")
  @Test
  void textsCompareByCodePoint() {
    List<Json> texts = Searches.CLOSE_TEXTS.stream().map(Json::of).toList();
    List<View> views = stored(documents(texts));
    for (Json text : texts) {
      assertFinds(views, all(views).where(Filter.equalTo(V, text)));
    }
    for (String text : List.of("", "a", "B", "a ", "_", "\u00df", "\uffff", "\ud83d\ude00")) {
      compared(Json.of(text)).forEach(filter -> assertFinds(views, all(views).where(filter)));
    }
    assertFinds(views, all(views).sortedBy(Sort.ascending(V)));
    assertFinds(views, all(views).sortedBy(Sort.descending(V)).limit(7));
  }

  @Rule("SEARCH-5")
  @Test
  void nullAndMissingDoNotExist() {
    List<View> views =
        stored(
            parsed(
                "{}",
                "{'v':null}",
                "{'v':[]}",
                "{'v':[null]}",
                "{'v':[[],[null]]}",
                "{'v':{}}",
                "{'v':''}",
                "{'v':0}",
                "{'v':false}",
                "{'v':[null,0]}",
                "{'v':[{}]}",
                "{'v':{'w':null}}",
                "{'v':{'w':1}}",
                "{'v':[{'w':null},{'w':1}]}",
                "{'w':1}"));
    for (Path path : List.of(V, W, Path.of("v", "w"), Path.of("v", "w", "x"))) {
      assertFinds(views, all(views).where(new Filter.Exists(path)));
      assertFinds(views, all(views).where(new Filter.Exists(path).not()));
    }
  }

  @Rule("SEARCH-6")
  @Test
  void prefixAndContainsTakeEveryCharacterAsItIs() {
    List<String> texts =
        List.of(
            "",
            "%",
            "100%",
            "100",
            "1000",
            "_",
            "a_b",
            "aXb",
            "*",
            "a*b",
            "ab",
            "?",
            "a?b",
            "\\",
            "a\\b",
            "\\%",
            "\\_",
            "\\\\",
            "'",
            "\"",
            "a\"b",
            "[a]",
            "(a|b)",
            "a.b",
            "^a",
            "a$",
            "~",
            "#",
            "AB",
            "aB",
            "e\u0301",
            "\u00e9",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "\n",
            "a\nb");
    List<View> views = stored(documents(texts.stream().map(Json::of).toList()));
    for (String part : texts) {
      assertFinds(views, all(views).where(new Filter.Prefix(V, part)));
      assertFinds(views, all(views).where(new Filter.Contains(V, part)));
    }
    for (String part : List.of("a%", "%b", "a_", "_b", "a.", "a*", "B", "\u0301", "00")) {
      assertFinds(views, all(views).where(new Filter.Prefix(V, part)));
      assertFinds(views, all(views).where(new Filter.Contains(V, part)));
    }
  }

  @Rule("SEARCH-7")
  @Test
  void arraysArePassedThrough() {
    List<View> views =
        stored(
            parsed(
                "{'v':1}",
                "{'v':[1]}",
                "{'v':[2,1]}",
                "{'v':[[1]]}",
                "{'v':[[2],[[3,1]]]}",
                "{'v':{'w':1}}",
                "{'v':[{'w':1}]}",
                "{'v':[{'w':2},{'w':[3,1]}]}",
                "{'v':[[{'w':'x'}],{'w':[['yx',1]]}]}",
                "{'v':[{'w':{'x':1}},[{'w':[{'x':2}]}]]}",
                "{'v':['yx','x']}",
                "{'v':[2,3]}",
                "{'v':[]}",
                "{'v':{'0':1}}"));
    List<Path> paths = List.of(V, Path.of("v", "w"), Path.of("v", "w", "x"), Path.of("v", "0"));
    for (Path path : paths) {
      assertFinds(views, all(views).where(Filter.equalTo(path, 1)));
      assertFinds(views, all(views).where(Filter.equalTo(path, 1).not()));
      assertFinds(views, all(views).where(greater(path, 2)));
      assertFinds(views, all(views).where(new Filter.Exists(path)));
      assertFinds(views, all(views).where(new Filter.Prefix(path, "x")));
      assertFinds(views, all(views).where(new Filter.Contains(path, "x")));
    }
  }

  @Rule("SEARCH-8")
  @Test
  void eachPredicateHoldsByItself() {
    List<View> views =
        stored(
            parsed(
                "{'v':[{'w':1,'x':1},{'w':2,'x':2}]}",
                "{'v':[{'w':1,'x':2}]}",
                "{'v':{'w':1,'x':2}}",
                "{'v':[{'w':1},{'x':2}]}",
                "{'v':[1,9]}",
                "{'v':[1,5,9]}",
                "{'v':5}",
                "{'v':[{'w':2,'x':1}]}"));
    Filter w = Filter.equalTo(Path.of("v", "w"), 1);
    Filter x = Filter.equalTo(Path.of("v", "x"), 2);
    Filter above = greater(V, 4);
    Filter below = new Filter.Compare(V, Filter.Order.LESS, Json.of(6));
    for (Filter filter : List.of(w.and(x), w.and(x.not()), above.and(below), w.or(above))) {
      assertFinds(views, all(views).where(filter));
      assertFinds(views, all(views).where(filter.not()));
    }
  }

  @Rule("SEARCH-9")
  @Test
  void notIsTheComplement() {
    List<View> views =
        stored(
            parsed(
                "{}",
                "{'v':null}",
                "{'v':[]}",
                "{'v':1}",
                "{'v':2}",
                "{'v':'1'}",
                "{'v':[1,2]}",
                "{'v':true}",
                "{'w':1}",
                "{'v':{'v':1}}"));
    Filter one = Filter.equalTo(V, 1);
    Filter nothing = new Filter.Or(List.of());
    List<Filter> filters =
        List.of(
            one,
            greater(V, 1),
            new Filter.Prefix(V, "1"),
            new Filter.Exists(V),
            new Filter.In(V, List.of()),
            nothing,
            Filter.all(),
            one.and(Filter.equalTo(W, 1).not()),
            one.not().or(nothing),
            one.or(Filter.equalTo(V, 2)).not(),
            new Filter.And(List.of(one.not(), greater(V, 1).not())));
    for (Filter filter : filters) {
      assertFinds(views, all(views).where(filter));
      assertFinds(views, all(views).where(filter.not()));
      assertFinds(views, all(views).where(filter.not().not()));
    }
  }

  @Rule("SEARCH-10")
  @Test
  void keysOfAPathAreTakenAsTheyAre() {
    List<String> keys =
        List.of(
            "a.b",
            "a",
            "b",
            "",
            "0",
            "[0]",
            "a[0]",
            "*",
            "a*",
            "%",
            "\"",
            "'",
            "''",
            "\\",
            "a\\b",
            "{a}",
            "a,b",
            "$",
            "$.a",
            "@",
            "a b",
            " a",
            "A",
            "\u00e9",
            "e\u0301",
            "\ud83d\ude00",
            "\n",
            "a/b",
            "~0",
            "--",
            "_id",
            "length",
            "\u0001");
    List<JsonObject> documents = new ArrayList<>();
    keys.forEach(key -> documents.add(JsonObject.EMPTY.with(key, 1)));
    keys.forEach(key -> documents.add(JsonObject.of("in", JsonObject.EMPTY.with(key, 2))));
    documents.add(JsonObject.of("a", JsonObject.EMPTY.with("b", 1)));
    documents.add(JsonObject.of("a", JsonArray.of(Json.of(1))));
    List<View> views = stored(documents);
    for (String key : keys) {
      assertFinds(views, all(views).where(Filter.equalTo(Path.of(key), 1)));
      assertFinds(views, all(views).where(new Filter.Exists(Path.of("in", key))));
      assertFinds(views, all(views).sortedBy(Sort.descending(Path.of("in", key))).limit(30));
      assertFinds(views, all(views).selecting(Path.of(key), Path.of("in", key)).limit(30));
    }
    assertFinds(views, all(views).where(new Filter.Exists(Path.of("a", "b"))));
    assertFinds(views, all(views).where(Filter.equalTo(Path.of("a"), 1)));
  }

  @Rule("SEARCH-11")
  @Test
  void tiesAreOrderedById() {
    String collection = collection();
    List<View> views = new ArrayList<>();
    for (String id : Searches.CLOSE_TEXTS) {
      if (!id.isEmpty()) {
        JsonObject document = JsonObject.EMPTY.with("v", views.size() % 3).with("w", id.length());
        views.add(new View(new ViewKey(collection, id), 1, document));
      }
    }
    store(views);
    assertFinds(views, all(views));
    assertFinds(views, all(views).sortedBy(Sort.ascending(V)));
    assertFinds(views, all(views).sortedBy(Sort.descending(V)).limit(5));
    assertFinds(views, all(views).sortedBy(Sort.ascending(V)).sortedBy(Sort.descending(W)));
    assertFinds(views, all(views).sortedBy(Sort.descending(W)).sortedBy(Sort.ascending(V)));
    assertFinds(views, all(views).sortedBy(Sort.ascending(Path.of("none"))).limit(5));
  }

  @Rule("SEARCH-12")
  @Test
  void mixedValuesHaveTheirOrder() {
    List<View> views =
        stored(
            parsed(
                "{'v':[3,9]}",
                "{'v':[9,3]}",
                "{'v':5}",
                "{'v':[4]}",
                "{'v':[[6],1]}",
                "{'v':'5'}",
                "{'v':''}",
                "{'v':true}",
                "{'v':false}",
                "{'v':[true,'z']}",
                "{'v':[0,'a',false]}",
                "{'v':{}}",
                "{'v':[{},7]}",
                "{'v':null}",
                "{'v':[]}",
                "{'v':[null]}",
                "{}",
                "{'v':-1}",
                "{'v':10}",
                "{'v':'10'}",
                "{'v':'9'}",
                "{'v':[{'w':4},{'w':2}]}"));
    for (Path path : List.of(V, Path.of("v", "w"))) {
      for (int limit : new int[] {100, 1, 3}) {
        assertFinds(views, all(views).sortedBy(Sort.ascending(path)).limit(limit));
        assertFinds(views, all(views).sortedBy(Sort.descending(path)).limit(limit));
      }
    }
  }

  @Rule("SEARCH-13")
  @Test
  void selectCutsDocumentsDown() {
    List<View> views =
        stored(
            parsed(
                "{'v':1,'w':2,'x':3}",
                "{'v':{'w':1,'x':2},'w':{'w':3}}",
                "{'v':null}",
                "{'v':[{'w':1,'x':2},3,{'x':4},[{'w':5}],[]]}",
                "{'v':[]}",
                "{'v':{'w':[]}}",
                "{}",
                "{'v':{'w':{'x':1,'y':2}}}",
                "{'a.b':1,'a':{'b':2}}",
                "{'v':['text',null]}"));
    List<List<Path>> selections =
        List.of(
            List.of(V),
            List.of(V, W),
            List.of(Path.of("v", "w")),
            List.of(Path.of("v", "w"), V),
            List.of(Path.of("v", "w"), Path.of("v", "x"), W),
            List.of(Path.of("v", "w", "x")),
            List.of(Path.of("a.b")),
            List.of(Path.of("a", "b")),
            List.of(Path.of("none")));
    for (List<Path> selection : selections) {
      ViewQuery query = all(views).selecting(selection.toArray(Path[]::new));
      assertFinds(views, query);
      assertFinds(views, query.sortedBy(Sort.descending(W)).limit(3));
    }
  }

  @Rule("SEARCH-14")
  @Test
  void pagesCoverEverythingOnce() {
    List<JsonObject> documents = new ArrayList<>();
    for (int i = 0; i < 23; i++) {
      JsonObject document = JsonObject.EMPTY.with("w", i % 2);
      documents.add(i % 4 == 3 ? document : document.with("v", i % 3));
    }
    List<View> views = stored(documents);
    ViewQuery odd = all(views).where(Filter.equalTo(W, 1));
    for (int limit : new int[] {1, 2, 3, 22, 23, 24}) {
      assertFinds(views, all(views).limit(limit));
      assertFinds(views, odd.limit(limit));
      assertFinds(views, all(views).sortedBy(Sort.ascending(V)).limit(limit));
      assertFinds(views, odd.sortedBy(Sort.descending(V)).limit(limit));
      assertFinds(
          views, all(views).sortedBy(Sort.descending(W)).sortedBy(Sort.ascending(V)).limit(limit));
    }
  }

  @Rule("SEARCH-15")
  @Test
  void aWalkThroughManyViewsIsComplete() {
    List<View> views =
        stored(
            IntStream.range(0, pick(10_200, 20_000))
                .mapToObj(i -> JsonObject.EMPTY.with("v", "same").with("w", i))
                .toList());
    assertFinds(views, all(views).sortedBy(Sort.ascending(V)).limit(1000));
    Filter last = greater(W, views.size() - 3);
    assertFinds(views, all(views).where(last).limit(2));
    evidence("views", views.size());
  }

  @Rule("SEARCH-16")
  @Test
  void aPageCursorIsBoundToItsQuery() {
    List<View> views = stored(documents(Searches.json("1", "2", "3", "4", "5")));
    ViewQuery query = all(views).where(new Filter.Exists(V)).sortedBy(Sort.ascending(V)).limit(2);
    Page<View> first = search().search(query);
    assertThat(first.next()).as("the cursor of the second page").isPresent();
    PageCursor cursor = first.next().orElseThrow();
    List<ViewQuery> others =
        List.of(
            ViewQuery.in(collection()).where(query.where()).sortedBy(Sort.ascending(V)),
            all(views).where(greater(V, 0)).sortedBy(Sort.ascending(V)),
            all(views).where(query.where()).sortedBy(Sort.descending(V)),
            all(views).where(query.where()),
            query.selecting(V));
    for (ViewQuery other : others) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .as("the cursor of %s for %s", query, other)
          .isThrownBy(() -> search().search(other.after(cursor)));
    }
    List<View> rest = walk(query.limit(3).after(cursor));
    assertThat(rest).as("with another page size").isEqualTo(expected(views, query).subList(2, 5));
  }

  @Rule("SEARCH-17")
  @Test
  void refreshMakesAcknowledgedWritesVisible() {
    ViewStore writer = another();
    ViewSearch reader = capability(ViewSearch.class, another());
    ViewKey key = key("views");
    for (int i = 1; i <= 6; i++) {
      View view = new View(key, i, JsonObject.EMPTY.with("v", i));
      View more = view(key("views"), 1);
      assertThat(writer.put(view)).isEqualTo(new PutResult.Applied());
      writer.putAll(List.of(more));
      search().refresh("views");
      assertFound(reader, Filter.equalTo(V, i), view);
      assertFound(reader, Filter.equalTo(V, i - 1));
      assertFound(
          reader, Filter.equalTo(Path.of("mark"), more.document().get("mark").orElseThrow()), more);
    }
  }

  private static void assertFound(ViewSearch reader, Filter filter, View... views) {
    assertThat(reader.search(ViewQuery.in("views").where(filter)).items())
        .as("views that match %s after a refresh", filter)
        .containsExactly(views);
  }

  @Rule("SEARCH-18")
  @Test
  void tombstonesAreNeverFound() {
    List<View> views = stored(documents(Searches.json("1", "2", "3", "4")));
    store().remove(views.get(1).key(), 2);
    store().remove(views.get(3).key(), 9);
    store().remove(new ViewKey(views.get(0).key().collection(), "never-stored"), 1);
    search().refresh(views.get(0).key().collection());
    List<View> left = List.of(views.get(0), views.get(2));
    assertFinds(left, all(left));
    assertFinds(left, all(left).where(Filter.equalTo(V, 2)));
    assertFinds(left, all(left).where(Filter.equalTo(V, 1).not()));
    assertFinds(left, all(left).where(new Filter.Exists(V).not()));
    View back = new View(views.get(1).key(), 3, JsonObject.EMPTY.with("v", 2));
    store(List.of(back));
    List<View> again = List.of(views.get(0), views.get(2), back);
    assertFinds(again, all(again));
  }

  @Rule("SEARCH-19")
  @Test
  void aSearchStaysInItsCollection() {
    List<View> views = stored(documents(Searches.json("1", "2")));
    List<View> others = stored(documents(Searches.json("1", "3", "4")));
    assertFinds(views, all(views).where(greater(V, 0)));
    assertFinds(others, all(others).where(greater(V, 0)).limit(1));
    String unknown = collection();
    for (int i = 0; i < 2; i++) {
      Page<View> page = search().search(ViewQuery.in(unknown).sortedBy(Sort.ascending(V)));
      assertThat(page)
          .as("an unknown collection")
          .isEqualTo(new Page<>(List.of(), Optional.empty()));
      search().refresh(unknown);
    }
  }

  @Rule("SEARCH-20")
  @Test
  void theSizeOfAPageIsLimitedExactly() {
    List<View> views = stored(documents(Searches.json("1", "2", "3")));
    long most = declaration().limits().get(Limit.PAGE_VIEWS);
    int limit = (int) Math.min(most, Integer.MAX_VALUE);
    assertFinds(views, all(views).limit(limit));
    if (limit < Integer.MAX_VALUE) {
      assertThatExceptionOfType(LimitExceeded.class)
          .as("one view more than a page may have")
          .isThrownBy(() -> search().search(all(views).limit(limit + 1)))
          .satisfies(
              e -> {
                assertThat(e.limit()).isEqualTo(Limit.PAGE_VIEWS);
                assertThat(e.allowed()).isEqualTo(most);
                assertThat(e.actual()).isEqualTo(most + 1);
              });
    }
  }

  @Rule("SEARCH-21")
  @Test
  void aWalkIsSteadyWhileOthersWrite() {
    String collection = collection();
    List<View> staying = new ArrayList<>();
    List<View> going = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      JsonObject document = JsonObject.EMPTY.with("v", i / 5).with("stays", i % 2);
      (i % 2 == 1 ? staying : going).add(new View(numbered(collection, i), 1, document));
    }
    store(staying);
    store(going);
    ViewQuery query = ViewQuery.in(collection).sortedBy(Sort.ascending(V)).limit(4);
    List<View> seen = new ArrayList<>();
    Optional<PageCursor> next = Optional.empty();
    for (int page = 0; page == 0 || next.isPresent(); page++) {
      assertThat(page).as("the number of pages").isLessThan(40);
      Page<View> found = search().search(next.map(query::after).orElse(query));
      seen.addAll(found.items());
      next = found.next();
      disturb(collection, going, page);
    }
    seen.retainAll(staying);
    assertThat(seen).as("the views that stayed").isEqualTo(staying);
  }

  // Removes one view, moves one to the front, and adds two in front.
  private void disturb(String collection, List<View> going, int page) {
    View removed = going.get(2 * page % going.size());
    View moved = going.get((2 * page + 1) % going.size());
    store().remove(removed.key(), 2 + page);
    store(
        List.of(
            new View(moved.key(), 2 + page, JsonObject.EMPTY.with("v", -1)),
            new View(numbered(collection, -1 - 2 * page), 1, JsonObject.EMPTY.with("v", -2)),
            new View(numbered(collection, -2 - 2 * page), 1, JsonObject.EMPTY.with("v", -2))));
  }

  private static ViewKey numbered(String collection, int number) {
    return new ViewKey(collection, "view-%04d".formatted(1000 + number));
  }

  @Rule("SEARCH-22")
  @Requires(Capability.FULL_TEXT)
  @Test
  void fullTextFindsWholeTokens() {
    List<View> views =
        stored(
            parsed(
                "{'v':'The quick brown fox'}",
                "{'v':'the QUICK-brown'}",
                "{'v':'quickly'}",
                "{'v':'a, the; of'}",
                "{'v':['quick','fox']}",
                "{'v':'quick','w':'fox'}",
                "{'v':{'w':'quick'}}",
                "{'v':'caf\u00e9 na\u00efve'}",
                "{'v':'cafe'}",
                "{'v':'cafe\u0301'}",
                "{'v':'Stra\u00dfe'}",
                "{'v':'strasse'}",
                "{'v':42}",
                "{'v':'42'}",
                "{'v':'4.2 x1'}",
                "{'v':''}",
                "{'v':'...'}",
                "{'v':'\u65e5\u672c\u8a9e'}",
                "{'v':'\u65e5 \u672c'}",
                "{'v':'\u0130stanbul'}",
                "{'v':'foxes'}",
                "{'v':'running'}",
                "{'v':'it\\u0027s_o\\u0027clock'}",
                "{'v':'\ud835\udc00\ud83d\ude00b'}",
                "{'v':true}",
                "{'v':'\u00c4\u03a3\u03c2'}",
                "{'v':'%s y'}".formatted(LONG_TOKEN)));
    List<String> texts =
        List.of(
            "quick",
            "QUICK fox",
            "fox quick",
            "the",
            "The OF",
            "qui",
            "fox!",
            "fox cat",
            "",
            "...",
            "caf\u00e9",
            "cafe",
            "CAF\u00c9",
            "stra\u00dfe",
            "strasse",
            "42",
            "4",
            "4.2",
            "x1",
            "\u65e5\u672c\u8a9e",
            "\u65e5",
            "\u65e5 \u672c",
            "istanbul",
            "\u0130stanbul",
            "run",
            "it's",
            "clock",
            "\ud835\udc00",
            "b",
            "true",
            "\u00e4\u03c3\u03c2",
            "\u03a3",
            "-fox",
            "+quick",
            "quick*",
            "\"brown fox\"",
            "fox OR cat",
            "fox & cat",
            "a:b",
            LONG_TOKEN,
            LONG_TOKEN.substring(1));
    for (String text : texts) {
      for (List<Path> paths : List.of(List.of(V), List.of(V, W), List.of(Path.of("v", "w")))) {
        assertFinds(views, all(views).where(new Filter.FullText(paths, text)));
      }
      assertFinds(views, all(views).where(new Filter.FullText(List.of(V), text).not()));
    }
  }

  @Rule("SEARCH-23")
  @Requires(Capability.FULL_TEXT)
  @Test
  void fullTextAgreesWithItsDefinition() {
    List<View> views = generated(pick(80, 300));
    ViewQuery query = all(views);
    Property.forAll(
        about(views).fullTexts(),
        pick(150, 2000),
        random().nextLong(),
        filter -> assertFinds(views, query.where(filter)));
  }

  @Rule("SEARCH-24")
  @Test
  void longTextsAreFoundAndOrdered() {
    List<String> texts = Searches.longTexts();
    List<View> views =
        stored(texts.stream().map(text -> JsonObject.of("v", Json.of(text))).toList());
    for (int i = 0; i < texts.size(); i++) {
      String text = texts.get(i);
      assertFindsIds("equal to text " + i, views, Filter.equalTo(V, text));
      assertFindsIds("beginning like text " + i, views, new Filter.Prefix(V, text));
      for (Filter filter : compared(Json.of(text))) {
        assertFindsIds("beside text " + i, views, filter);
      }
    }
    for (String part : List.of("end", "sb", "\ud83d\ude00b", "s".repeat(9_000))) {
      assertFindsIds("with a part of " + part.length(), views, new Filter.Contains(V, part));
    }
    assertFindsIds("that exist", views, new Filter.Exists(V));
    for (int limit : new int[] {100, 1, 3}) {
      assertFindsIds("ascending", views, all(views).sortedBy(Sort.ascending(V)).limit(limit));
      assertFindsIds("descending", views, all(views).sortedBy(Sort.descending(V)).limit(limit));
    }
    evidence("longest text", texts.stream().mapToInt(String::length).max().orElse(0));
  }

  private void assertFindsIds(String what, List<View> views, Filter filter) {
    assertFindsIds(what, views, all(views).where(filter));
    assertFindsIds("not " + what, views, all(views).where(filter.not()));
  }

  // What is compared, and printed when it differs, are ids: the texts would fill books.
  private void assertFindsIds(String what, List<View> views, ViewQuery query) {
    assertThat(ids(walk(query))).as("views %s", what).isEqualTo(ids(expected(views, query)));
  }

  private static List<String> ids(List<View> views) {
    return views.stream().map(view -> view.key().id()).toList();
  }

  private ViewSearch search() {
    return capability(ViewSearch.class);
  }

  private List<View> stored(List<JsonObject> documents) {
    String collection = collection();
    List<View> views =
        documents.stream().map(document -> new View(key(collection), 1, document)).toList();
    store(views);
    return views;
  }

  private void store(List<View> views) {
    for (int from = 0; from < views.size(); from += BATCH) {
      List<View> batch = views.subList(from, Math.min(views.size(), from + BATCH));
      assertThat(store().putAll(batch)).as("the writes").containsOnly(new PutResult.Applied());
    }
    search().refresh(views.get(0).key().collection());
  }

  /** Walks through a search and compares what it finds with what the definitions say. */
  private void assertFinds(List<View> views, ViewQuery query) {
    List<View> expected = expected(views, query);
    assertThat(walk(query)).as("what %s finds", query).isEqualTo(expected);
  }

  private static List<View> expected(List<View> views, ViewQuery query) {
    return views.stream()
        .filter(view -> query.where().matches(view.document()))
        .sorted((a, b) -> query.compare(query.place(a), query.place(b)))
        .map(view -> new View(view.key(), view.revision(), query.select(view.document())))
        .toList();
  }

  private List<View> walk(ViewQuery query) {
    List<View> found = new ArrayList<>();
    Optional<PageCursor> next = query.after();
    int pages = 0;
    do {
      Page<View> page = search().search(next.map(query::after).orElse(query));
      assertThat(page.items().size())
          .as("views on page %d of %s", pages, query)
          .isLessThanOrEqualTo(query.limit());
      found.addAll(page.items());
      next = page.next();
      pages++;
    } while (next.isPresent() && pages < MOST_PAGES);
    assertThat(next).as("an end of %s after %d pages", query, pages).isEmpty();
    return found;
  }

  private static final int MOST_PAGES = 1000;

  private static ViewQuery all(List<View> views) {
    return ViewQuery.in(views.get(0).key().collection());
  }

  private static List<JsonObject> documents(List<Json> values) {
    return values.stream().map(value -> JsonObject.of("v", value)).toList();
  }

  // Single quotes stand for double ones, for the sake of the reader.
  private static List<JsonObject> parsed(String... documents) {
    return Stream.of(documents).map(text -> JsonObject.parse(text.replace('\'', '"'))).toList();
  }

  private static List<Filter> compared(Json value) {
    return Stream.of(Filter.Order.values())
        .<Filter>map(order -> new Filter.Compare(V, order, value))
        .toList();
  }

  private static Filter greater(Path path, long number) {
    return new Filter.Compare(path, Filter.Order.GREATER, Json.of(number));
  }
}
