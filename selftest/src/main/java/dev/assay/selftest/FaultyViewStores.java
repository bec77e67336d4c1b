package dev.assay.selftest;

import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.Limits;
import dev.assay.spi.Realm;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Stores that are wrong about views, their search, names and cursors. */
final class FaultyViewStores {

  private FaultyViewStores() {}

  static List<FaultyStore> all() {
    return Stream.of(
            views(), FaultySearchStores.all(), FaultyAliasStores.all(), FaultyCursorStores.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<FaultyStore> views() {
    return List.of(
        RawViewStore.faulty(CachesLookups.class, CachesLookups::new, "VIEW-1", "HISTORY-9"),
        RawViewStore.faulty(
            AcceptsEqualRevisions.class,
            AcceptsEqualRevisions::new,
            "VIEW-2",
            "VIEW-4",
            "VIEW-7",
            "VIEW-8",
            "VIEW-10"),
        RawViewStore.faulty(AnswersTheSentRevision.class, AnswersTheSentRevision::new, "VIEW-2"),
        RawViewStore.faulty(
            ComparesRevisionsAsText.class, ComparesRevisionsAsText::new, "VIEW-3", "MODEL-5"),
        RawViewStore.faulty(
            ComparesRevisionsAsDoubles.class, ComparesRevisionsAsDoubles::new, "VIEW-3"),
        RawViewStore.faulty(
            ForgetsRemovals.class, ForgetsRemovals::new, "VIEW-4", "VIEW-5", "HISTORY-9"),
        RawViewStore.faulty(EvictsTombstones.class, EvictsTombstones::new, "VIEW-4"),
        RawViewStore.faulty(RemovesOnlyWhatExists.class, RemovesOnlyWhatExists::new, "VIEW-5"),
        RawViewStore.faulty(TombstonesAreFinal.class, TombstonesAreFinal::new, "VIEW-6"),
        RawViewStore.faulty(
            RemovesWithoutComparing.class, RemovesWithoutComparing::new, "VIEW-2", "VIEW-7"),
        RawViewStore.faulty(
            OverwritesInBulk.class,
            OverwritesInBulk::new,
            "VIEW-7",
            "VIEW-10",
            "MODEL-5",
            "HISTORY-9"),
        RawViewStore.faulty(
            ReadsThenWritesViews.class, ReadsThenWritesViews::new, "VIEW-8", "VIEW-9", "HISTORY-9"),
        RawViewStore.faulty(WritesInTwoSteps.class, WritesInTwoSteps::new, "VIEW-9", "HISTORY-9"),
        RawViewStore.faulty(JudgesBulksAsAWhole.class, JudgesBulksAsAWhole::new, "VIEW-10"),
        RawViewStore.faulty(KeepsTheGreatestOfABulk.class, KeepsTheGreatestOfABulk::new, "VIEW-10"),
        RawViewStore.faulty(AnswersBulksByKey.class, AnswersBulksByKey::new, "VIEW-10"),
        RawViewStore.faulty(ThrowsInBulk.class, ThrowsInBulk::new, "VIEW-11"),
        RawViewStore.faulty(StopsBulksAtAnError.class, StopsBulksAtAnError::new, "VIEW-11"),
        RawViewStore.faulty(AwaitsMore.class, AwaitsMore::new, "VIEW-12"),
        RawViewStore.faulty(AwaitsOnlyViews.class, AwaitsOnlyViews::new, "VIEW-12"),
        RawViewStore.faulty(NeverWakes.class, NeverWakes::new, "VIEW-13"),
        RawViewStore.faulty(ForgetsWhatItSaw.class, ForgetsWhatItSaw::new, "VIEW-14"),
        RawViewStore.faulty(RoundsToDoubles.class, RoundsToDoubles::new, "VIEW-15"),
        RawViewStore.faulty(NormalisesTexts.class, NormalisesTexts::new, "VIEW-15"),
        RawViewStore.faulty(DropsNulls.class, DropsNulls::new, "VIEW-15"),
        RawViewStore.faulty(FoldsKeys.class, FoldsKeys::new, "VIEW-16"),
        RawViewStore.faulty(TrimsKeys.class, TrimsKeys::new, "VIEW-16"),
        RawViewStore.faulty(JoinsKeys.class, JoinsKeys::new, "VIEW-16"),
        RawViewStore.faulty(
            KeepsTombstonesInProcess.class, KeepsTombstonesInProcess::new, "VIEW-17", "HISTORY-9"),
        RawViewStore.faulty(CountsChars.class, CountsChars::new, "VIEW-18"),
        RawViewStore.faulty(TakesBigDocuments.class, TakesBigDocuments::new, "VIEW-18"));
  }

  @Flaw("A handle remembers what it read, and learns only of its own writes.")
  static final class CachesLookups extends RawViewStore {

    private final Map<ViewKey, Lookup> cache = new ConcurrentHashMap<>();

    CachesLookups(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public Lookup get(ViewKey key) {
      return cache.computeIfAbsent(key, this::load);
    }

    @Override
    void save(ViewKey key, Lookup next) {
      cache.put(key, next);
      super.save(key, next);
    }
  }

  @Flaw("A write replaces what has its own revision.")
  static final class AcceptsEqualRevisions extends RawViewStore {

    AcceptsEqualRevisions(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    boolean accepts(long stored, long revision) {
      return revision >= stored;
    }
  }

  @Flaw("A refused writer hears its own revision instead of the stored one.")
  static final class AnswersTheSentRevision extends RawViewStore {

    AnswersTheSentRevision(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    PutResult judge(ViewKey key, Lookup next) {
      PutResult result = super.judge(key, next);
      return result instanceof PutResult.Stale ? new PutResult.Stale(next.revision()) : result;
    }
  }

  @Flaw("Revisions are compared as text.")
  static final class ComparesRevisionsAsText extends RawViewStore {

    ComparesRevisionsAsText(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    boolean accepts(long stored, long revision) {
      return Long.toString(revision).compareTo(Long.toString(stored)) > 0;
    }
  }

  @Flaw("Revisions are compared as doubles, as a script on the server would.")
  static final class ComparesRevisionsAsDoubles extends RawViewStore {

    ComparesRevisionsAsDoubles(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    boolean accepts(long stored, long revision) {
      return (double) revision > (double) stored;
    }
  }

  @Flaw("A removal deletes the row.")
  static final class ForgetsRemovals extends RawViewStore {

    ForgetsRemovals(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    void save(ViewKey key, Lookup next) {
      if (next instanceof Lookup.Removed) {
        delete(key);
      } else {
        super.save(key, next);
      }
    }
  }

  @Flaw("Only the last 64 tombstones are kept.")
  static final class EvictsTombstones extends RawViewStore {

    private static final int KEPT = 64;

    private final Deque<ViewKey> tombstones = new ArrayDeque<>();

    EvictsTombstones(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    void save(ViewKey key, Lookup next) {
      super.save(key, next);
      if (next instanceof Lookup.Removed) {
        tombstones.add(key);
      }
      if (tombstones.size() > KEPT) {
        delete(tombstones.remove());
      }
    }
  }

  @Flaw("A removal updates the row, and there may be none.")
  static final class RemovesOnlyWhatExists extends RawViewStore {

    RemovesOnlyWhatExists(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      return load(key) instanceof Lookup.Absent
          ? new PutResult.Applied()
          : super.remove(key, revision);
    }
  }

  @Flaw("What was removed never comes back.")
  static final class TombstonesAreFinal extends RawViewStore {

    TombstonesAreFinal(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public PutResult put(View view) {
      return load(view.key()) instanceof Lookup.Removed removed
          ? new PutResult.Stale(removed.revision())
          : super.put(view);
    }
  }

  @Flaw("A removal removes whatever there is.")
  static final class RemovesWithoutComparing extends RawViewStore {

    RemovesWithoutComparing(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      save(key, new Lookup.Removed(revision));
      return new PutResult.Applied();
    }
  }

  @Flaw("A bulk write is an upsert without condition.")
  static final class OverwritesInBulk extends RawViewStore {

    OverwritesInBulk(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      views.forEach(view -> save(view.key(), new Lookup.Present(view)));
      return views.stream().<PutOutcome>map(view -> new PutResult.Applied()).toList();
    }
  }

  @Flaw("The stored revision is read, then the view is written, and others may come between.")
  static final class ReadsThenWritesViews extends RawViewStore {

    ReadsThenWritesViews(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    PutResult judge(ViewKey key, Lookup next) {
      long stored = load(key).revision();
      if (!accepts(stored, next.revision())) {
        return new PutResult.Stale(stored);
      }
      Faults.roundTrip();
      save(key, next);
      return new PutResult.Applied();
    }
  }

  @Flaw("The revision is written first and the document a round trip later.")
  static final class WritesInTwoSteps extends RawViewStore {

    WritesInTwoSteps(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    void save(ViewKey key, Lookup next) {
      if (load(key) instanceof Lookup.Present old) {
        View half = new View(key, next.revision(), old.view().document());
        super.save(key, new Lookup.Present(half));
        Faults.roundTrip();
      }
      super.save(key, next);
    }
  }

  @Flaw("One stale element makes the whole bulk stale.")
  static final class JudgesBulksAsAWhole extends RawViewStore {

    JudgesBulksAsAWhole(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      boolean stale =
          views.stream().anyMatch(view -> load(view.key()).revision() >= view.revision());
      return stale
          ? views.stream().<PutOutcome>map(v -> new PutResult.Stale(v.revision())).toList()
          : super.putAll(views);
    }
  }

  @Flaw("Of several writes of one key in a bulk only the greatest is looked at.")
  static final class KeepsTheGreatestOfABulk extends RawViewStore {

    KeepsTheGreatestOfABulk(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      Map<ViewKey, View> greatest = new LinkedHashMap<>();
      views.forEach(
          view -> greatest.merge(view.key(), view, (a, b) -> a.revision() < b.revision() ? b : a));
      List<PutOutcome> outcomes = new ArrayList<>();
      for (View view : views) {
        View last = greatest.getOrDefault(view.key(), view);
        outcomes.add(last.equals(view) ? tryPut(view) : new PutResult.Stale(last.revision()));
      }
      return outcomes;
    }
  }

  @Flaw("A bulk is sorted by key, and so are its answers.")
  static final class AnswersBulksByKey extends RawViewStore {

    AnswersBulksByKey(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      return super.putAll(
          views.stream().sorted(Comparator.comparing(view -> view.key().toString())).toList());
    }
  }

  @Flaw("A bulk throws what a single put would throw.")
  static final class ThrowsInBulk extends RawViewStore {

    ThrowsInBulk(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      return views.stream().<PutOutcome>map(this::put).toList();
    }
  }

  @Flaw("What stands in a bulk behind an error is not written, and is answered as if it were.")
  static final class StopsBulksAtAnError extends RawViewStore {

    StopsBulksAtAnError(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      List<PutOutcome> outcomes = new ArrayList<>();
      boolean stopped = false;
      for (View view : views) {
        PutOutcome outcome = stopped ? new PutResult.Applied() : tryPut(view);
        stopped = stopped || outcome instanceof PutOutcome.Failed;
        outcomes.add(outcome);
      }
      return outcomes;
    }
  }

  @Flaw("A wait ends only above the asked revision.")
  static final class AwaitsMore extends RawViewStore {

    AwaitsMore(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    boolean reached(Lookup lookup, long revision) {
      return lookup.revision() > revision;
    }
  }

  @Flaw("A wait does not end by a removal.")
  static final class AwaitsOnlyViews extends RawViewStore {

    AwaitsOnlyViews(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    boolean reached(Lookup lookup, long revision) {
      return lookup instanceof Lookup.Present && lookup.revision() >= revision;
    }
  }

  @Flaw("A wait looks at its beginning and at its end.")
  static final class NeverWakes extends RawViewStore {

    NeverWakes(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
      long deadline = System.nanoTime() + wait.toNanos();
      while (!reached(load(key), revision) && System.nanoTime() < deadline) {
        pause(deadline - System.nanoTime());
      }
      return super.get(key, revision, Duration.ZERO);
    }
  }

  @Flaw("When the time is over, nothing is said of what is stored.")
  static final class ForgetsWhatItSaw extends RawViewStore {

    ForgetsWhatItSaw(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
      AwaitedLookup found = super.get(key, revision, wait);
      return found instanceof AwaitedLookup.TimedOut
          ? new AwaitedLookup.TimedOut(new Lookup.Absent())
          : found;
    }
  }

  /** Documents are changed on their way into the store. */
  abstract static class ChangesDocuments extends RawViewStore {

    ChangesDocuments(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    abstract Json changed(Json scalar);

    @Override
    void save(ViewKey key, Lookup next) {
      if (next instanceof Lookup.Present present) {
        View view = present.view();
        JsonObject document = (JsonObject) deep(view.document());
        super.save(key, new Lookup.Present(new View(key, view.revision(), document)));
      } else {
        super.save(key, next);
      }
    }

    Json deep(Json json) {
      if (json instanceof JsonArray array) {
        return new JsonArray(array.values().stream().map(this::deep).toList());
      }
      if (json instanceof JsonObject object) {
        Map<String, Json> members = new LinkedHashMap<>();
        object.members().forEach((key, value) -> members.put(key, deep(value)));
        return new JsonObject(members);
      }
      return changed(json);
    }
  }

  @Flaw("Numbers are stored as doubles.")
  static final class RoundsToDoubles extends ChangesDocuments {

    RoundsToDoubles(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    Json changed(Json scalar) {
      return scalar instanceof JsonNumber number
          ? Json.of(BigDecimal.valueOf(number.value().doubleValue()))
          : scalar;
    }
  }

  @Flaw("Texts are stored in their composed form.")
  static final class NormalisesTexts extends ChangesDocuments {

    NormalisesTexts(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    Json changed(Json scalar) {
      return scalar instanceof JsonString string
          ? Json.of(Normalizer.normalize(string.value(), Normalizer.Form.NFC))
          : scalar;
    }
  }

  @Flaw("Members that are null are not stored.")
  static final class DropsNulls extends ChangesDocuments {

    DropsNulls(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    Json changed(Json scalar) {
      return scalar;
    }

    @Override
    Json deep(Json json) {
      if (json instanceof JsonObject object) {
        Map<String, Json> members = new LinkedHashMap<>(object.members());
        members.values().removeIf(JsonNull.class::isInstance);
        return super.deep(new JsonObject(members));
      }
      return super.deep(json);
    }
  }

  /** Views lie under changed keys. */
  abstract static class ChangesKeys extends RawViewStore {

    ChangesKeys(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    abstract ViewKey changed(ViewKey key);

    @Override
    Lookup load(ViewKey key) {
      return super.load(changed(key));
    }

    @Override
    void save(ViewKey key, Lookup next) {
      super.save(changed(key), next);
    }
  }

  @Flaw("Keys do not tell capitals from small letters.")
  static final class FoldsKeys extends ChangesKeys {

    FoldsKeys(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    ViewKey changed(ViewKey key) {
      return new ViewKey(key.collection(), key.id().toLowerCase(Locale.ROOT));
    }
  }

  @Flaw("Spaces at the end of a key do not count.")
  static final class TrimsKeys extends ChangesKeys {

    TrimsKeys(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    ViewKey changed(ViewKey key) {
      return new ViewKey(key.collection(), key.id().stripTrailing());
    }
  }

  @Flaw("Collection and id are one text with a colon between them.")
  static final class JoinsKeys extends ChangesKeys {

    JoinsKeys(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    ViewKey changed(ViewKey key) {
      return new ViewKey("all", key.collection() + ":" + key.id());
    }
  }

  @Flaw("Tombstones are known only to the handle that removed.")
  static final class KeepsTombstonesInProcess extends RawViewStore {

    private final Map<ViewKey, Lookup> tombstones = new ConcurrentHashMap<>();

    KeepsTombstonesInProcess(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    Lookup load(ViewKey key) {
      return tombstones.getOrDefault(key, super.load(key));
    }

    @Override
    void save(ViewKey key, Lookup next) {
      if (next instanceof Lookup.Removed) {
        tombstones.put(key, next);
        delete(key);
      } else {
        tombstones.remove(key);
        super.save(key, next);
      }
    }
  }

  @Flaw("The length of a key is counted in UTF-16.")
  static final class CountsChars extends RawViewStore {

    CountsChars(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    void check(View view) {
      super.check(view);
      Limits limits = declaration().limits();
      limits.check(Limit.ID_LENGTH, view.key().id().length());
    }
  }

  @Flaw("Documents may be as large as they like.")
  static final class TakesBigDocuments extends RawViewStore {

    TakesBigDocuments(Realm realm, Map<ViewKey, Lookup> views) {
      super(realm, views);
    }

    @Override
    void check(View view) {
      try {
        super.check(view);
      } catch (LimitExceeded e) {
        if (e.limit() != Limit.DOCUMENT_BYTES) {
          throw e;
        }
      }
    }
  }
}
