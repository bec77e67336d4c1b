package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.Sort;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stores that are wrong about searches. */
final class FaultySearchStores {

  private FaultySearchStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.view(EqualsByText.class, EqualsByText::new, "SEARCH-2"),
        FaultyStore.view(ComparesDoubles.class, ComparesDoubles::new, "SEARCH-3"),
        FaultyStore.view(IgnoresCase.class, IgnoresCase::new, "SEARCH-4"),
        FaultyStore.view(IgnoresTrailingSpaces.class, IgnoresTrailingSpaces::new, "SEARCH-4"),
        FaultyStore.view(IgnoresNormalisation.class, IgnoresNormalisation::new, "SEARCH-4"),
        FaultyStore.view(ComparesUtf16.class, ComparesUtf16::new, "SEARCH-4", "SEARCH-11"),
        FaultyStore.view(NullExists.class, NullExists::new, "SEARCH-5"),
        FaultyStore.view(EmptyArrayExists.class, EmptyArrayExists::new, "SEARCH-5"),
        FaultyStore.view(EmptyTextIsNothing.class, EmptyTextIsNothing::new, "SEARCH-5"),
        FaultyStore.view(LeavesLikeUnescaped.class, LeavesLikeUnescaped::new, "SEARCH-6"),
        FaultyStore.view(LeavesGlobsUnescaped.class, LeavesGlobsUnescaped::new, "SEARCH-6"),
        FaultyStore.view(PrefixIgnoresCase.class, PrefixIgnoresCase::new, "SEARCH-6"),
        FaultyStore.view(NoEmptyPart.class, NoEmptyPart::new, "SEARCH-6"),
        FaultyStore.view(
            SeesTheFirstElement.class, SeesTheFirstElement::new, "SEARCH-1", "SEARCH-7"),
        FaultyStore.view(SkipsNestedArrays.class, SkipsNestedArrays::new, "SEARCH-1", "SEARCH-7"),
        FaultyStore.view(CountsIntoArrays.class, CountsIntoArrays::new, "SEARCH-7"),
        FaultyStore.view(
            TiesPredicatesToOneElement.class, TiesPredicatesToOneElement::new, "SEARCH-8"),
        FaultyStore.view(NotIsThreeValued.class, NotIsThreeValued::new, "SEARCH-1", "SEARCH-9"),
        FaultyStore.view(AndOfNothingFails.class, AndOfNothingFails::new, "SEARCH-9"),
        FaultyStore.view(SplitsKeysAtDots.class, SplitsKeysAtDots::new, "SEARCH-10"),
        FaultyStore.view(LosesEmptyKeys.class, LosesEmptyKeys::new, "SEARCH-10"),
        FaultyStore.view(LeavesTiesToChance.class, LeavesTiesToChance::new, "SEARCH-11"),
        FaultyStore.view(SortsByOneCriterion.class, SortsByOneCriterion::new, "SEARCH-11"),
        FaultyStore.view(MissingComesFirst.class, MissingComesFirst::new, "SEARCH-1", "SEARCH-12"),
        FaultyStore.view(SortsByTheFirstElement.class, SortsByTheFirstElement::new, "SEARCH-12"),
        FaultyStore.view(SortsByText.class, SortsByText::new, "SEARCH-12"),
        FaultyStore.view(SelectsTopLevelMembers.class, SelectsTopLevelMembers::new, "SEARCH-13"),
        FaultyStore.view(SelectsNothing.class, SelectsNothing::new, "SEARCH-1", "SEARCH-13"),
        FaultyStore.view(SkipsTies.class, SkipsTies::new, "SEARCH-14", "SEARCH-15", "MODEL-6"),
        FaultyStore.view(RepeatsTheLast.class, RepeatsTheLast::new, "SEARCH-14"),
        FaultyStore.view(
            LimitsBeforeFiltering.class,
            LimitsBeforeFiltering::new,
            "SEARCH-1",
            "SEARCH-14",
            "SEARCH-15",
            "MODEL-6"),
        FaultyStore.view(HasAResultWindow.class, HasAResultWindow::new, "SEARCH-15"),
        FaultyStore.view(AcceptsEveryCursor.class, AcceptsEveryCursor::new, "SEARCH-16"),
        FaultyStore.view(RefreshesNothing.class, RefreshesNothing::new, "SEARCH-17"),
        FaultyStore.view(KeepsOldRevisions.class, KeepsOldRevisions::new, "SEARCH-17", "MODEL-6"),
        FaultyStore.view(FindsTombstones.class, FindsTombstones::new, "SEARCH-18"),
        FaultyStore.view(SearchesEverywhere.class, SearchesEverywhere::new, "SEARCH-19"),
        FaultyStore.view(KnowsItsCollections.class, KnowsItsCollections::new, "SEARCH-19"),
        FaultyStore.view(CutsLargePages.class, CutsLargePages::new, "SEARCH-20"),
        FaultyStore.view(PagesByOffset.class, PagesByOffset::new, "SEARCH-16", "SEARCH-21"),
        FaultyStore.view(FindsPartsOfTokens.class, FindsPartsOfTokens::new, "SEARCH-22"),
        FaultyStore.view(FindsAnyToken.class, FindsAnyToken::new, "SEARCH-22", "SEARCH-23"),
        FaultyStore.view(HasStopWords.class, HasStopWords::new, "SEARCH-22"),
        FaultyStore.view(FoldsAccents.class, FoldsAccents::new, "SEARCH-22"),
        FaultyStore.view(KnowsAsciiOnly.class, KnowsAsciiOnly::new, "SEARCH-22", "SEARCH-23"),
        FaultyStore.view(FindsTokensInOneText.class, FindsTokensInOneText::new, "SEARCH-22"),
        FaultyStore.view(
            NoTokensMatchEverything.class, NoTokensMatchEverything::new, "SEARCH-22", "SEARCH-23"),
        FaultyStore.view(GuessesTypes.class, GuessesTypes::new, "SEARCH-2", "SEARCH-12"),
        FaultyStore.view(RefusesLongTexts.class, RefusesLongTexts::new, "SEARCH-24"),
        FaultyStore.view(LeavesLongTextsOut.class, LeavesLongTextsOut::new, "SEARCH-24"),
        FaultyStore.view(IndexesBeginnings.class, IndexesBeginnings::new, "SEARCH-24"),
        FaultyStore.view(SortsByWholeTexts.class, SortsByWholeTexts::new, "SEARCH-24"));
  }

  @Flaw("A value equals another if it looks the same.")
  static final class EqualsByText extends EvaluatedSearch {

    EqualsByText(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean areEqual(Json stored, Json wanted) {
      return plain(stored).equals(plain(wanted));
    }

    private static String plain(Json json) {
      return json instanceof JsonString string ? string.value() : json.toString();
    }
  }

  @Flaw("Numbers are compared as doubles.")
  static final class ComparesDoubles extends EvaluatedSearch {

    ComparesDoubles(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean areEqual(Json stored, Json wanted) {
      return (stored instanceof JsonNumber a && wanted instanceof JsonNumber b)
          ? compareNumbers(a, b) == 0
          : super.areEqual(stored, wanted);
    }

    @Override
    int compareNumbers(JsonNumber a, JsonNumber b) {
      return Double.compare(a.value().doubleValue(), b.value().doubleValue());
    }
  }

  @Flaw("Texts are equal regardless of case.")
  static final class IgnoresCase extends EvaluatedSearch {

    IgnoresCase(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean textsAreEqual(String stored, String wanted) {
      return stored.equalsIgnoreCase(wanted);
    }
  }

  @Flaw("Texts are equal regardless of spaces at their end.")
  static final class IgnoresTrailingSpaces extends EvaluatedSearch {

    IgnoresTrailingSpaces(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean textsAreEqual(String stored, String wanted) {
      return stored.stripTrailing().equals(wanted.stripTrailing());
    }
  }

  @Flaw("Texts are equal if their composed forms are.")
  static final class IgnoresNormalisation extends EvaluatedSearch {

    IgnoresNormalisation(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean textsAreEqual(String stored, String wanted) {
      return Normalizer.normalize(stored, Normalizer.Form.NFC)
          .equals(Normalizer.normalize(wanted, Normalizer.Form.NFC));
    }
  }

  @Flaw("Texts are less and greater by their UTF-16 units, as in Java.")
  static final class ComparesUtf16 extends EvaluatedSearch {

    ComparesUtf16(MemoryViewStore store) {
      super(store);
    }

    @Override
    int compareTexts(String a, String b) {
      return a.compareTo(b);
    }
  }

  @Flaw("A member that is null exists.")
  static final class NullExists extends EvaluatedSearch {

    NullExists(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean exists(Path path, JsonObject document) {
      return super.exists(path, document)
          || (path.keys().size() == 1
              && document.get(path.keys().get(0)).equals(Optional.of(JsonNull.INSTANCE)));
    }
  }

  @Flaw("A member exists as soon as its key is there and is not null.")
  static final class EmptyArrayExists extends EvaluatedSearch {

    EmptyArrayExists(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean exists(Path path, JsonObject document) {
      return super.exists(path, document)
          || (path.keys().size() == 1
              && document.get(path.keys().get(0)).equals(Optional.of(JsonArray.EMPTY)));
    }
  }

  @Flaw("The empty text does not exist, as in some databases.")
  static final class EmptyTextIsNothing extends EvaluatedSearch {

    EmptyTextIsNothing(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean exists(Path path, JsonObject document) {
      return values(path, document).anyMatch(json -> !json.equals(Json.of("")));
    }
  }

  @Flaw("The percent sign and the underscore are wildcards.")
  static final class LeavesLikeUnescaped extends EvaluatedSearch {

    LeavesLikeUnescaped(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean startsWith(String text, String prefix) {
      return like(prefix + "%").matcher(text).matches();
    }

    @Override
    boolean contains(String text, String part) {
      return like("%" + part + "%").matcher(text).matches();
    }

    private static Pattern like(String pattern) {
      StringBuilder regex = new StringBuilder();
      pattern
          .codePoints()
          .forEach(
              c ->
                  regex.append(
                      c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c))));
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
  }

  @Flaw("The asterisk is a wildcard.")
  static final class LeavesGlobsUnescaped extends EvaluatedSearch {

    LeavesGlobsUnescaped(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean contains(String text, String part) {
      return Stream.of(part.split("\\*", -1)).allMatch(text::contains);
    }
  }

  @Flaw("Prefixes are compared regardless of case.")
  static final class PrefixIgnoresCase extends EvaluatedSearch {

    PrefixIgnoresCase(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean startsWith(String text, String prefix) {
      return text.toLowerCase(Locale.ROOT).startsWith(prefix.toLowerCase(Locale.ROOT));
    }
  }

  @Flaw("No text contains the empty text.")
  static final class NoEmptyPart extends EvaluatedSearch {

    NoEmptyPart(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean contains(String text, String part) {
      return !part.isEmpty() && text.contains(part);
    }
  }

  @Flaw("Of several values only the first one counts.")
  static final class SeesTheFirstElement extends EvaluatedSearch {

    SeesTheFirstElement(MemoryViewStore store) {
      super(store);
    }

    @Override
    Stream<Json> values(Path path, JsonObject document) {
      return super.values(path, document).limit(1);
    }
  }

  @Flaw("Arrays inside arrays are not looked into.")
  static final class SkipsNestedArrays extends EvaluatedSearch {

    SkipsNestedArrays(MemoryViewStore store) {
      super(store);
    }

    @Override
    Stream<Json> values(Path path, JsonObject document) {
      return path.values((JsonObject) flat(document)).stream();
    }

    private static Json flat(Json json) {
      if (json instanceof JsonArray array) {
        return new JsonArray(
            array.values().stream()
                .filter(element -> !(element instanceof JsonArray))
                .map(SkipsNestedArrays::flat)
                .toList());
      }
      if (json instanceof JsonObject object) {
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((key, value) -> members.put(key, flat(value)));
        return new JsonObject(members);
      }
      return json;
    }
  }

  @Flaw("A key that is a number picks an element of an array.")
  static final class CountsIntoArrays extends EvaluatedSearch {

    CountsIntoArrays(MemoryViewStore store) {
      super(store);
    }

    @Override
    Stream<Json> values(Path path, JsonObject document) {
      Json json = document.get(path.keys().get(0)).orElse(JsonNull.INSTANCE);
      boolean counts = path.keys().size() == 2 && path.keys().get(1).equals("0");
      return counts && json instanceof JsonArray array && !array.values().isEmpty()
          ? Stream.of(array.values().get(0))
          : super.values(path, document);
    }
  }

  @Flaw("All parts of an and must hold for one element of an array.")
  static final class TiesPredicatesToOneElement extends EvaluatedSearch {

    TiesPredicatesToOneElement(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean and(List<Filter> filters, JsonObject document) {
      boolean tied =
          document.members().entrySet().stream()
              .filter(member -> member.getValue() instanceof JsonArray)
              .allMatch(
                  member ->
                      ((JsonArray) member.getValue())
                          .values().stream()
                              .anyMatch(
                                  element ->
                                      super.and(filters, document.with(member.getKey(), element))));
      return super.and(filters, document) && (filters.isEmpty() || tied);
    }
  }

  @Flaw("What is missing satisfies neither a filter nor its negation.")
  static final class NotIsThreeValued extends EvaluatedSearch {

    NotIsThreeValued(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean not(Filter filter, JsonObject document) {
      boolean unknown = filter instanceof Filter.In in && !exists(in.path(), document);
      return !unknown && super.not(filter, document);
    }
  }

  @Flaw("An and without parts matches nothing.")
  static final class AndOfNothingFails extends EvaluatedSearch {

    AndOfNothingFails(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean and(List<Filter> filters, JsonObject document) {
      return !filters.isEmpty() && super.and(filters, document);
    }
  }

  @Flaw("A dot in a key leads one level down.")
  static final class SplitsKeysAtDots extends EvaluatedSearch {

    SplitsKeysAtDots(MemoryViewStore store) {
      super(store);
    }

    @Override
    Stream<Json> values(Path path, JsonObject document) {
      List<String> keys =
          path.keys().stream().flatMap(key -> Stream.of(key.split("\\.", -1))).toList();
      return super.values(new Path(keys), document);
    }
  }

  @Flaw("The empty key is left out of a path.")
  static final class LosesEmptyKeys extends EvaluatedSearch {

    LosesEmptyKeys(MemoryViewStore store) {
      super(store);
    }

    @Override
    Stream<Json> values(Path path, JsonObject document) {
      List<String> keys = path.keys().stream().filter(key -> !key.isEmpty()).toList();
      return keys.isEmpty() ? Stream.empty() : super.values(new Path(keys), document);
    }
  }

  @Flaw("Ties stand in the order of the digest of their ids.")
  static final class LeavesTiesToChance extends EvaluatedSearch {

    LeavesTiesToChance(MemoryViewStore store) {
      super(store);
    }

    @Override
    int compareTexts(String a, String b) {
      return Integer.compare(a.hashCode(), b.hashCode());
    }
  }

  @Flaw("Only the first criterion of an order counts.")
  static final class SortsByOneCriterion extends EvaluatedSearch {

    SortsByOneCriterion(MemoryViewStore store) {
      super(store);
    }

    @Override
    Comparator<View> order(ViewQuery query) {
      return super.order(
          query.sort().isEmpty()
              ? query
              : ViewQuery.in(query.collection()).sortedBy(query.sort().get(0)));
    }
  }

  @Flaw("A descending order is an ascending one read from behind.")
  static final class MissingComesFirst extends EvaluatedSearch {

    MissingComesFirst(MemoryViewStore store) {
      super(store);
    }

    @Override
    int compare(Sort sort, JsonObject a, JsonObject b) {
      int sign = super.compare(sort, a, b);
      boolean missing = value(sort, a).isEmpty() != value(sort, b).isEmpty();
      return sort.descending() && missing ? -sign : sign;
    }
  }

  @Flaw("An array stands by its first value.")
  static final class SortsByTheFirstElement extends EvaluatedSearch {

    SortsByTheFirstElement(MemoryViewStore store) {
      super(store);
    }

    @Override
    Optional<Json> value(Sort sort, JsonObject document) {
      return sort.path().values(document).stream().filter(Filter::isSortable).findFirst();
    }
  }

  @Flaw("Numbers and texts are sorted as texts.")
  static final class SortsByText extends EvaluatedSearch {

    SortsByText(MemoryViewStore store) {
      super(store);
    }

    @Override
    int compare(Sort sort, JsonObject a, JsonObject b) {
      return sort.compare(value(sort, a).map(this::text), value(sort, b).map(this::text));
    }

    private Json text(Json json) {
      return json instanceof JsonString ? json : Json.of(json.toString());
    }
  }

  @Flaw("A selected path returns the whole outermost member.")
  static final class SelectsTopLevelMembers extends EvaluatedSearch {

    SelectsTopLevelMembers(MemoryViewStore store) {
      super(store);
    }

    @Override
    JsonObject select(ViewQuery query, JsonObject document) {
      Path[] tops =
          query.select().stream().map(path -> Path.of(path.keys().get(0))).toArray(Path[]::new);
      return query.selecting(tops).select(document);
    }
  }

  @Flaw("Documents are returned whole, whatever is selected.")
  static final class SelectsNothing extends EvaluatedSearch {

    SelectsNothing(MemoryViewStore store) {
      super(store);
    }

    @Override
    JsonObject select(ViewQuery query, JsonObject document) {
      return document;
    }
  }

  @Flaw("A page begins behind the last sort value of the one before.")
  static final class SkipsTies extends EvaluatedSearch {

    SkipsTies(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean isBehind(ViewQuery query, View view, ViewQuery.Place begin) {
      ViewQuery.Place place = query.place(view);
      return super.isBehind(query, view, begin)
          && (query.sort().isEmpty() || !place.values().equals(begin.values()));
    }
  }

  @Flaw("A page begins with the last view of the one before.")
  static final class RepeatsTheLast extends EvaluatedSearch {

    RepeatsTheLast(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean isBehind(ViewQuery query, View view, ViewQuery.Place begin) {
      return query.compare(query.place(view), begin) >= 0;
    }

    @Override
    Page<View> page(ViewQuery query, List<View> rest) {
      return query.after().isPresent() && rest.size() == 1
          ? new Page<>(List.of(), Optional.empty())
          : super.page(query, rest);
    }
  }

  @Flaw("The limit is applied first and the filter to what is left.")
  static final class LimitsBeforeFiltering extends EvaluatedSearch {

    LimitsBeforeFiltering(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Page<View> search(ViewQuery query) {
      Page<View> page = super.search(query.where(Filter.all()).selecting());
      List<View> found =
          page.items().stream().filter(v -> matches(query.where(), v.document())).toList();
      return super.page(query, found);
    }

    @Override
    Optional<ViewQuery.Place> begin(ViewQuery query) {
      return Optional.empty();
    }
  }

  @Flaw("Nothing is found behind the first ten thousand views.")
  static final class HasAResultWindow extends EvaluatedSearch {

    HasAResultWindow(MemoryViewStore store) {
      super(store);
    }

    private static final int WINDOW = 10_000;

    @Override
    List<View> candidates(ViewQuery query) {
      List<View> views = super.candidates(query);
      return views.subList(0, Math.min(WINDOW, views.size()));
    }
  }

  @Flaw("A cursor of another query leads back to the first page.")
  static final class AcceptsEveryCursor extends EvaluatedSearch {

    AcceptsEveryCursor(MemoryViewStore store) {
      super(store);
    }

    @Override
    Optional<ViewQuery.Place> begin(ViewQuery query) {
      try {
        return super.begin(query);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  @Flaw("A handle indexes a collection when it first searches it, and then after its own writes.")
  static final class RefreshesNothing extends EvaluatedSearch {

    RefreshesNothing(MemoryViewStore store) {
      super(store);
    }

    private final Map<String, List<View>> index = new ConcurrentHashMap<>();

    @Override
    List<View> candidates(ViewQuery query) {
      return index.computeIfAbsent(query.collection(), this::everything);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      index.clear();
      return super.putAll(views);
    }
  }

  @Flaw("The index keeps what was replaced.")
  static final class KeepsOldRevisions extends EvaluatedSearch {

    KeepsOldRevisions(MemoryViewStore store) {
      super(store);
    }

    @Override
    public PutResult put(View view) {
      Lookup before = get(view.key());
      PutResult result = super.put(view);
      if (before instanceof Lookup.Present old) {
        OLD.computeIfAbsent(realm(), r -> new CopyOnWriteArrayList<>()).add(old.view());
      }
      return result;
    }

    private static final Map<Realm, List<View>> OLD = new ConcurrentHashMap<>();

    @Override
    List<View> candidates(ViewQuery query) {
      List<View> views = new ArrayList<>(super.candidates(query));
      OLD.getOrDefault(realm(), List.of()).stream()
          .filter(view -> view.key().collection().equals(query.collection()))
          .forEach(views::add);
      return views;
    }
  }

  @Flaw("A tombstone is an empty document in the index.")
  static final class FindsTombstones extends EvaluatedSearch {

    FindsTombstones(MemoryViewStore store) {
      super(store);
    }

    private static final Map<Realm, List<ViewKey>> REMOVED = new ConcurrentHashMap<>();

    @Override
    public PutResult remove(ViewKey key, long revision) {
      REMOVED.computeIfAbsent(realm(), r -> new CopyOnWriteArrayList<>()).add(key);
      return super.remove(key, revision);
    }

    @Override
    List<View> candidates(ViewQuery query) {
      List<View> views = new ArrayList<>(super.candidates(query));
      for (ViewKey key : REMOVED.getOrDefault(realm(), List.of())) {
        if (key.collection().equals(query.collection())
            && get(key) instanceof Lookup.Removed removed) {
          views.add(new View(key, removed.revision(), JsonObject.EMPTY));
        }
      }
      return views;
    }
  }

  @Flaw("A search looks into all collections.")
  static final class SearchesEverywhere extends EvaluatedSearch {

    SearchesEverywhere(MemoryViewStore store) {
      super(store);
    }

    private static final Map<Realm, Set<String>> COLLECTIONS = new ConcurrentHashMap<>();

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      views.forEach(
          view ->
              COLLECTIONS
                  .computeIfAbsent(realm(), r -> ConcurrentHashMap.newKeySet())
                  .add(view.key().collection()));
      return super.putAll(views);
    }

    @Override
    List<View> candidates(ViewQuery query) {
      return COLLECTIONS.getOrDefault(realm(), Set.of()).stream()
          .flatMap(collection -> everything(collection).stream())
          .toList();
    }
  }

  @Flaw("A search in a collection that does not exist is an error.")
  static final class KnowsItsCollections extends EvaluatedSearch {

    KnowsItsCollections(MemoryViewStore store) {
      super(store);
    }

    @Override
    List<View> candidates(ViewQuery query) {
      if (resolve(query.collection()).isEmpty()) {
        throw new StoreUnavailable("There is no index of that name", null);
      }
      return super.candidates(query);
    }
  }

  @Flaw("A page that is too large is answered with fewer views.")
  static final class CutsLargePages extends EvaluatedSearch {

    CutsLargePages(MemoryViewStore store) {
      super(store);
    }

    @Override
    void checkPage(ViewQuery query) {}
  }

  @Flaw("A cursor says how many views to skip.")
  static final class PagesByOffset extends EvaluatedSearch {

    PagesByOffset(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Page<View> search(ViewQuery query) {
      int skip = query.after().map(cursor -> Integer.parseInt(cursor.text())).orElse(0);
      ViewQuery whole =
          new ViewQuery(
              query.collection(), query.where(), query.sort(), List.of(), 1000, Optional.empty());
      List<View> all = super.search(whole).items();
      List<View> items = all.subList(Math.min(skip, all.size()), all.size());
      boolean more = items.size() > query.limit();
      items = items.subList(0, Math.min(query.limit(), items.size()));
      return new Page<>(
          items.stream().map(view -> selected(query, view)).toList(),
          more
              ? Optional.of(new PageCursor(Integer.toString(skip + query.limit())))
              : Optional.empty());
    }
  }

  @Flaw("A token is found inside a longer one.")
  static final class FindsPartsOfTokens extends EvaluatedSearch {

    FindsPartsOfTokens(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean fullText(Filter.FullText filter, JsonObject document) {
      Set<String> wanted = tokens(filter.text());
      return !wanted.isEmpty()
          && wanted.stream()
              .allMatch(
                  token ->
                      filter.paths().stream()
                          .flatMap(path -> texts(path, document))
                          .flatMap(text -> tokens(text).stream())
                          .anyMatch(found -> found.contains(token)));
    }
  }

  @Flaw("One token of several is enough.")
  static final class FindsAnyToken extends EvaluatedSearch {

    FindsAnyToken(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean fullText(Filter.FullText filter, JsonObject document) {
      return tokens(filter.text()).stream()
          .anyMatch(token -> super.fullText(new Filter.FullText(filter.paths(), token), document));
    }
  }

  @Flaw("Words that are frequent in English do not count.")
  static final class HasStopWords extends EvaluatedSearch {

    HasStopWords(MemoryViewStore store) {
      super(store);
    }

    @Override
    Set<String> tokens(String text) {
      Set<String> tokens = new HashSet<>(super.tokens(text));
      tokens.removeAll(Set.of("the", "of", "a", "it"));
      return tokens;
    }
  }

  @Flaw("Letters with and without accents are the same.")
  static final class FoldsAccents extends EvaluatedSearch {

    FoldsAccents(MemoryViewStore store) {
      super(store);
    }

    @Override
    Set<String> tokens(String text) {
      return super.tokens(Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", ""));
    }
  }

  @Flaw("A letter is one of the 26 of English.")
  static final class KnowsAsciiOnly extends EvaluatedSearch {

    KnowsAsciiOnly(MemoryViewStore store) {
      super(store);
    }

    @Override
    Set<String> tokens(String text) {
      return Stream.of(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
          .filter(token -> !token.isEmpty())
          .collect(Collectors.toSet());
    }
  }

  @Flaw("All tokens must be in one text.")
  static final class FindsTokensInOneText extends EvaluatedSearch {

    FindsTokensInOneText(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean fullText(Filter.FullText filter, JsonObject document) {
      Set<String> wanted = tokens(filter.text());
      return !wanted.isEmpty()
          && filter.paths().stream()
              .flatMap(path -> texts(path, document))
              .anyMatch(text -> tokens(text).containsAll(wanted));
    }
  }

  @Flaw("A text without tokens matches everything.")
  static final class NoTokensMatchEverything extends EvaluatedSearch {

    NoTokensMatchEverything(MemoryViewStore store) {
      super(store);
    }

    @Override
    boolean fullText(Filter.FullText filter, JsonObject document) {
      return tokens(filter.text()).isEmpty() || super.fullText(filter, document);
    }
  }

  @Flaw("The first value of a member decides its type, and documents that disagree are refused.")
  static final class GuessesTypes extends EvaluatedSearch {

    GuessesTypes(MemoryViewStore store) {
      super(store);
    }

    private final Map<String, Class<?>> mapping = new ConcurrentHashMap<>();

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      return views.stream().map(this::mapped).toList();
    }

    private PutOutcome mapped(View view) {
      return fits(view) ? put(view) : new PutOutcome.Failed(refusal());
    }

    private boolean fits(View view) {
      return view.document().members().entrySet().stream()
          .filter(member -> Filter.isSortable(member.getValue()))
          .allMatch(member -> type(view.key(), member).isInstance(member.getValue()));
    }

    private Class<?> type(ViewKey key, Map.Entry<String, Json> member) {
      return mapping.computeIfAbsent(
          key.collection() + "." + member.getKey(), name -> member.getValue().getClass());
    }

    private static StoreUnavailable refusal() {
      return new StoreUnavailable("The document does not fit the mapping", null);
    }
  }

  @Flaw("A document with a text that is longer than a term of the index is refused.")
  static final class RefusesLongTexts extends EvaluatedSearch {

    RefusesLongTexts(MemoryViewStore store) {
      super(store);
    }

    private static final int LONGEST_TERM = 32_766;

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      return views.stream().map(this::indexed).toList();
    }

    private PutOutcome indexed(View view) {
      boolean fits =
          view.document().members().values().stream()
              .allMatch(value -> value.toString().length() <= LONGEST_TERM);
      return fits
          ? put(view)
          : new PutOutcome.Failed(new StoreUnavailable("The term is too long", null));
    }
  }

  @Flaw("Texts of more than 256 characters are left out of the index.")
  static final class LeavesLongTextsOut extends EvaluatedSearch {

    LeavesLongTextsOut(MemoryViewStore store) {
      super(store);
    }

    private static final int LONGEST = 256;

    @Override
    Stream<Json> values(Path path, JsonObject document) {
      return super.values(path, document)
          .filter(json -> !(json instanceof JsonString text) || text.value().length() <= LONGEST);
    }
  }

  @Flaw("Of a long text the first thousand characters are in the index, and stand for all of it.")
  static final class IndexesBeginnings extends EvaluatedSearch {

    IndexesBeginnings(MemoryViewStore store) {
      super(store);
    }

    private static final int LONGEST = 1000;

    @Override
    boolean textsAreEqual(String stored, String wanted) {
      return cut(stored).equals(cut(wanted));
    }

    private static String cut(String text) {
      return text.substring(0, Math.min(LONGEST, text.length()));
    }
  }

  @Flaw("An order looks at more of a text than counts.")
  static final class SortsByWholeTexts extends EvaluatedSearch {

    SortsByWholeTexts(MemoryViewStore store) {
      super(store);
    }

    @Override
    int compare(Sort sort, JsonObject a, JsonObject b) {
      return sort.compare(whole(sort, a), whole(sort, b));
    }

    private static Optional<Json> whole(Sort sort, JsonObject document) {
      return sort.path().values(document).stream().filter(Filter::isSortable).findFirst();
    }
  }
}
