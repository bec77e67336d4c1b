package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.NameTaken;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are wrong about the names of collections. */
final class FaultyAliasStores {

  private FaultyAliasStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.view(AnswersTheAliasAsKey.class, AnswersTheAliasAsKey::new, "ALIAS-1"),
        FaultyStore.view(SwitchesInTwoSteps.class, SwitchesInTwoSteps::new, "ALIAS-2"),
        FaultyStore.view(ResolvesThenReads.class, ResolvesThenReads::new, "ALIAS-2"),
        FaultyStore.view(AnswersTheNewCollection.class, AnswersTheNewCollection::new, "ALIAS-3"),
        FaultyStore.view(CachesAliases.class, CachesAliases::new, "ALIAS-3"),
        FaultyStore.view(
            OverlooksEmptyCollections.class, OverlooksEmptyCollections::new, "ALIAS-4"),
        FaultyStore.view(AliasesAliases.class, AliasesAliases::new, "ALIAS-4"),
        FaultyStore.view(WritesThroughAliases.class, WritesThroughAliases::new, "ALIAS-5"),
        FaultyStore.view(
            WritesBulksThroughAliases.class, WritesBulksThroughAliases::new, "ALIAS-5"),
        FaultyStore.view(ChecksNamesThenActs.class, ChecksNamesThenActs::new, "ALIAS-6"),
        FaultyStore.view(DropsAliasedCollections.class, DropsAliasedCollections::new, "ALIAS-7"),
        FaultyStore.view(ChecksAliasesThenDrops.class, ChecksAliasesThenDrops::new, "ALIAS-7"),
        FaultyStore.view(DropKeepsTombstones.class, DropKeepsTombstones::new, "ALIAS-8"),
        FaultyStore.view(DropsBehindAliases.class, DropsBehindAliases::new, "ALIAS-8"),
        FaultyStore.view(
            UnaliasDropsTheCollection.class, UnaliasDropsTheCollection::new, "ALIAS-9"),
        FaultyStore.view(UnaliasAlwaysSaysYes.class, UnaliasAlwaysSaysYes::new, "ALIAS-9"),
        FaultyStore.view(SearchesNamesLiterally.class, SearchesNamesLiterally::new, "ALIAS-10"),
        FaultyStore.view(ForgetsEmptyCollections.class, ForgetsEmptyCollections::new, "ALIAS-11"),
        FaultyStore.view(
            KeepsAliasesInProcess.class, KeepsAliasesInProcess::new, "ALIAS-11", "MODEL-7"));
  }

  @Flaw("A view that is read through an alias carries the name of the alias.")
  static final class AnswersTheAliasAsKey extends ForwardingViewStore {

    AnswersTheAliasAsKey(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Lookup get(ViewKey key) {
      return super.get(key) instanceof Lookup.Present present
          ? new Lookup.Present(new View(key, present.view().revision(), present.view().document()))
          : super.get(key);
    }
  }

  @Flaw("A switch removes the alias and sets it anew.")
  static final class SwitchesInTwoSteps extends ForwardingViewStore {

    SwitchesInTwoSteps(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Optional<String> alias(String name, String collection) {
      Optional<String> before = Optional.ofNullable(aliases().get(name));
      super.unalias(name);
      Faults.roundTrip();
      super.alias(name, collection);
      return before;
    }
  }

  @Flaw("A reader resolves the name in one step and reads in another.")
  static final class ResolvesThenReads extends ForwardingViewStore {

    ResolvesThenReads(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Lookup get(ViewKey key) {
      String collection = resolve(key.collection()).orElse(key.collection());
      Faults.roundTrip();
      return super.get(new ViewKey(collection, key.id()));
    }
  }

  @Flaw("The answer to an alias is what it stands for now.")
  static final class AnswersTheNewCollection extends ForwardingViewStore {

    AnswersTheNewCollection(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Optional<String> alias(String name, String collection) {
      super.alias(name, collection);
      return Optional.of(collection);
    }
  }

  @Flaw("A handle resolves a name once and remembers it.")
  static final class CachesAliases extends ForwardingViewStore {

    private final Map<String, String> cache = new ConcurrentHashMap<>();

    CachesAliases(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Lookup get(ViewKey key) {
      String collection =
          cache.computeIfAbsent(key.collection(), name -> resolve(name).orElse(name));
      return super.get(new ViewKey(collection, key.id()));
    }
  }

  @Flaw("A collection that holds nothing but tombstones does not count.")
  static final class OverlooksEmptyCollections extends ForwardingViewStore {

    OverlooksEmptyCollections(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Optional<String> alias(String name, String collection) {
      boolean empty = search(ViewQuery.in(name).limit(1)).items().isEmpty();
      if (empty && !aliases().containsKey(name) && !aliases().containsValue(name)) {
        super.drop(name);
      }
      return super.alias(name, collection);
    }
  }

  @Flaw("An alias can stand for another one.")
  static final class AliasesAliases extends ForwardingViewStore {

    AliasesAliases(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Optional<String> alias(String name, String collection) {
      return super.alias(name, aliases().getOrDefault(collection, collection));
    }
  }

  @Flaw("A put into an alias goes to its collection.")
  static final class WritesThroughAliases extends ForwardingViewStore {

    WritesThroughAliases(MemoryViewStore store) {
      super(store);
    }

    @Override
    public PutResult put(View view) {
      String name = view.key().collection();
      ViewKey key = new ViewKey(resolve(name).orElse(name), view.key().id());
      return super.put(new View(key, view.revision(), view.document()));
    }
  }

  @Flaw("A bulk into an alias goes to its collection.")
  static final class WritesBulksThroughAliases extends ForwardingViewStore {

    WritesBulksThroughAliases(MemoryViewStore store) {
      super(store);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      return super.putAll(views.stream().map(this::resolved).toList());
    }

    private View resolved(View view) {
      String name = view.key().collection();
      ViewKey key = new ViewKey(resolve(name).orElse(name), view.key().id());
      return new View(key, view.revision(), view.document());
    }
  }

  /** Aliases lie beside the collections, and both sides look at the other before they write. */
  abstract static class AliasesBeside extends ForwardingViewStore {

    AliasesBeside(MemoryViewStore store) {
      super(store);
    }

    /** Returns where the aliases of the realm lie. */
    abstract Map<String, String> beside();

    @Override
    public Lookup get(ViewKey key) {
      String collection = beside().getOrDefault(key.collection(), key.collection());
      return super.get(new ViewKey(collection, key.id()));
    }

    @Override
    public PutResult put(View view) {
      refuseAlias(view.key().collection());
      Faults.roundTrip();
      return super.put(view);
    }

    @Override
    public Optional<String> alias(String name, String collection) {
      refuseAlias(collection);
      if (super.resolve(name).isPresent()) {
        throw new NameTaken(name, "This is a collection");
      }
      make(collection);
      return Optional.ofNullable(beside().put(name, collection));
    }

    // The reference makes a collection with its first alias.
    private void make(String collection) {
      String passing = "passing-" + collection;
      super.alias(passing, collection);
      super.unalias(passing);
    }

    @Override
    public boolean unalias(String name) {
      return beside().remove(name) != null;
    }

    @Override
    public Optional<String> resolve(String name) {
      return Optional.ofNullable(beside().get(name)).or(() -> super.resolve(name));
    }

    @Override
    public SortedMap<String, String> aliases() {
      return new TreeMap<>(beside());
    }

    private void refuseAlias(String collection) {
      if (beside().containsKey(collection)) {
        throw new NameTaken(collection, "This is an alias");
      }
    }
  }

  @Flaw("Whether a name is free is looked up before it is taken, in two steps.")
  static final class ChecksNamesThenActs extends AliasesBeside {

    private static final Map<Realm, Map<String, String>> ALL = new ConcurrentHashMap<>();

    ChecksNamesThenActs(MemoryViewStore store) {
      super(store);
    }

    @Override
    Map<String, String> beside() {
      return ALL.computeIfAbsent(realm(), r -> new ConcurrentHashMap<>());
    }
  }

  @Flaw("Aliases are known only to the handle that set them.")
  static final class KeepsAliasesInProcess extends AliasesBeside {

    private final Map<String, String> own = new ConcurrentHashMap<>();

    KeepsAliasesInProcess(MemoryViewStore store) {
      super(store);
    }

    @Override
    Map<String, String> beside() {
      return own;
    }
  }

  @Flaw("A drop takes the aliases with it.")
  static final class DropsAliasedCollections extends ForwardingViewStore {

    DropsAliasedCollections(MemoryViewStore store) {
      super(store);
    }

    @Override
    public DropResult drop(String collection) {
      aliases().entrySet().stream()
          .filter(alias -> alias.getValue().equals(collection))
          .forEach(alias -> unalias(alias.getKey()));
      return super.drop(collection);
    }
  }

  @Flaw("A drop looks for aliases first and then deletes, in two steps.")
  static final class ChecksAliasesThenDrops extends ForwardingViewStore {

    ChecksAliasesThenDrops(MemoryViewStore store) {
      super(store);
    }

    @Override
    public DropResult drop(String collection) {
      SortedMap<String, String> aliases = aliases();
      if (aliases.containsValue(collection)) {
        return super.drop(collection);
      }
      Faults.roundTrip();
      // What a drop without a condition leaves of an alias that came between: its bare name.
      while (super.drop(collection) instanceof DropResult.StillAliased between) {
        between.aliases().forEach(this::unalias);
      }
      return new DropResult.Dropped();
    }
  }

  @Flaw("A drop deletes the views and leaves the tombstones.")
  static final class DropKeepsTombstones extends ForwardingViewStore {

    private final Map<ViewKey, Long> removed = new ConcurrentHashMap<>();

    DropKeepsTombstones(MemoryViewStore store) {
      super(store);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      removed.put(key, revision);
      return super.remove(key, revision);
    }

    @Override
    public DropResult drop(String collection) {
      DropResult result = super.drop(collection);
      if (result instanceof DropResult.Dropped) {
        removed.forEach((key, revision) -> super.remove(key, revision));
      }
      return result;
    }
  }

  @Flaw("A drop of an alias drops the collection behind it.")
  static final class DropsBehindAliases extends ForwardingViewStore {

    DropsBehindAliases(MemoryViewStore store) {
      super(store);
    }

    @Override
    public DropResult drop(String collection) {
      String behind = aliases().getOrDefault(collection, collection);
      return super.drop(behind);
    }
  }

  @Flaw("The collection goes with its alias.")
  static final class UnaliasDropsTheCollection extends ForwardingViewStore {

    UnaliasDropsTheCollection(MemoryViewStore store) {
      super(store);
    }

    @Override
    public boolean unalias(String name) {
      Optional<String> collection = resolve(name);
      boolean removed = super.unalias(name);
      collection.filter(behind -> removed).ifPresent(this::drop);
      return removed;
    }
  }

  @Flaw("To remove an alias that is not there counts as done.")
  static final class UnaliasAlwaysSaysYes extends ForwardingViewStore {

    UnaliasAlwaysSaysYes(MemoryViewStore store) {
      super(store);
    }

    @Override
    public boolean unalias(String name) {
      super.unalias(name);
      return true;
    }
  }

  @Flaw("A search takes the name of an alias for a collection that does not exist.")
  static final class SearchesNamesLiterally extends ForwardingViewStore {

    SearchesNamesLiterally(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Page<View> search(ViewQuery query) {
      return aliases().containsKey(query.collection())
          ? new Page<>(List.of(), Optional.empty())
          : super.search(query);
    }
  }

  @Flaw("A collection that holds nothing is known only to the handle that made it.")
  static final class ForgetsEmptyCollections extends ForwardingViewStore {

    private final Set<String> made = ConcurrentHashMap.newKeySet();

    ForgetsEmptyCollections(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Optional<String> alias(String name, String collection) {
      made.add(collection);
      return super.alias(name, collection);
    }

    @Override
    public Optional<String> resolve(String name) {
      return super.resolve(name)
          .filter(
              found ->
                  made.contains(found) || !search(ViewQuery.in(found).limit(1)).items().isEmpty());
    }
  }
}
