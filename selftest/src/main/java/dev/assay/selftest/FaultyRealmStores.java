package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.selftest.Backends.Tenants;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Stores that are wrong about realms. */
final class FaultyRealmStores {

  private static final int LONGEST_NAME = 63;

  private FaultyRealmStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>();
    all.addAll(isolation());
    all.addAll(capabilities());
    all.addAll(drops());
    all.addAll(views());
    all.addAll(viewDrops());
    return all;
  }

  private static List<FaultyStore> isolation() {
    return List.of(
        Backends.perBackend(
            ReceiptsOfAllRealms.class,
            Receipts::new,
            ReceiptsOfAllRealms::new,
            "REALM-1",
            "MODEL-4"),
        Backends.tenants(SecondPageOfAllRealms.class, SecondPageOfAllRealms::new, "REALM-2"),
        FaultyStore.fixture(
            RealmNamesAreCut.class,
            () -> {
              String backend = "faulty-" + UUID.randomUUID();
              return realm -> new RealmNamesAreCut(backend, realm);
            },
            "REALM-5"));
  }

  private static List<FaultyStore> capabilities() {
    return List.of(
        Backends.perBackend(
            ClaimsOfAllRealms.class, OwnClaimsStore::newTable, ClaimsOfAllRealms::new, "REALM-3"),
        Backends.tenants(PendingInAllRealms.class, PendingInAllRealms::new, "REALM-4"),
        Backends.tenants(TruncatesAllRealms.class, TruncatesAllRealms::new, "REALM-11"),
        Backends.perBackend(
            JointReceiptsOfAllRealms.class,
            Receipts::new,
            JointReceiptsOfAllRealms::new,
            "REALM-12"),
        Backends.perBackend(
            RestoresOncePerBackend.class, Receipts::new, RestoresOncePerBackend::new, "REALM-13"));
  }

  private static List<FaultyStore> drops() {
    return List.of(
        FaultyStore.event(HandleOutlivesTheDrop.class, HandleOutlivesTheDrop::new, "REALM-6"),
        Backends.tenants(DropsByPrefix.class, DropsByPrefix::new, "REALM-7"),
        Backends.perRealm(
            DropResetsPositions.class, AtomicLong::new, DropResetsPositions::new, "REALM-8"),
        Backends.perRealm(
            DropForgetsClaims.class,
            OwnClaimsStore::newTable,
            DropForgetsClaims::new,
            "REALM-9",
            "MODEL-4"),
        Backends.perRealm(
            DropForgetsTheLog.class, ConcurrentHashMap::new, DropForgetsTheLog::new, "REALM-10"));
  }

  private static List<FaultyStore> views() {
    return List.of(
        Backends.viewTenants(RevisionsOfAllRealms.class, RevisionsOfAllRealms::new, "REALM-14"),
        Backends.viewTenants(AliasesOfAllRealms.class, AliasesOfAllRealms::new, "REALM-15"),
        Backends.viewTenants(CursorsOfAllRealms.class, CursorsOfAllRealms::new, "REALM-16"),
        Backends.viewTenants(SearchesAllRealms.class, SearchesAllRealms::new, "REALM-17"),
        FaultyStore.viewFixture(
            RealmNamesAreFolded.class,
            () -> {
              String backend = "faulty-" + UUID.randomUUID();
              return realm -> new RealmNamesAreFolded(backend, realm);
            },
            "REALM-22"));
  }

  private static List<FaultyStore> viewDrops() {
    return List.of(
        FaultyStore.view(RealmDropKeepsTombstones.class, RealmDropKeepsTombstones::new, "REALM-18"),
        FaultyStore.view(DropKeepsAliases.class, DropKeepsAliases::new, "REALM-19"),
        FaultyStore.view(DropKeepsCursors.class, DropKeepsCursors::new, "REALM-20"),
        Backends.viewTenants(DropsViewsByPrefix.class, DropsViewsByPrefix::new, "REALM-21"));
  }

  /** Receipts by stream and request; nothing tells the realms apart. */
  static final class Receipts {

    private final Map<List<Object>, Receipt> receipts = new ConcurrentHashMap<>();

    Optional<Receipt> find(StreamId stream, RequestId request) {
      return Optional.ofNullable(receipts.get(List.of(stream, request)));
    }

    void add(Receipt receipt) {
      receipts.put(List.of(receipt.stream(), receipt.request()), receipt);
    }
  }

  @Flaw("Duplicates are found by a query that lacks the realm.")
  static final class ReceiptsOfAllRealms extends ForwardingEventStore {

    private final Receipts receipts;

    ReceiptsOfAllRealms(MemoryEventStore store, Receipts receipts) {
      super(store);
      this.receipts = receipts;
    }

    @Override
    public CommitResult commit(Commit commit) {
      Optional<Receipt> known = receipts.find(commit.stream(), commit.request());
      if (known.isPresent()) {
        return new CommitResult.Duplicate(known.get());
      }
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        receipts.add(committed.receipt());
      }
      return result;
    }
  }

  @Flaw("The query for the pages behind the first one lacks the realm.")
  static final class SecondPageOfAllRealms extends ForwardingEventStore {

    private final Tenants<MemoryEventStore> tenants;

    SecondPageOfAllRealms(MemoryEventStore store, Tenants<MemoryEventStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      if (after.equals(Cursor.START)) {
        return slice;
      }
      List<RecordedCommit> commits = new ArrayList<>(slice.commits());
      for (MemoryEventStore other : tenants.others(realm())) {
        other.feed(partition, after, max, Duration.ZERO).commits().stream()
            .filter(commit -> position(commit).compareTo(slice.next()) <= 0)
            .forEach(commits::add);
      }
      return new FeedSlice(commits, slice.next(), slice.caughtUp(), Optional.empty());
    }

    private static Cursor position(RecordedCommit commit) {
      return commit.receipt().position().cursor();
    }
  }

  @Flaw("Realms become names of schemas, which are cut at 63 characters.")
  static final class RealmNamesAreCut extends ForwardingEventStore {

    private final Realm realm;

    RealmNamesAreCut(String backend, Realm realm) {
      super(MemoryEventStore.open(backend, cut(realm)));
      this.realm = realm;
    }

    private static Realm cut(Realm realm) {
      String name = realm.name();
      return name.length() <= LONGEST_NAME ? realm : new Realm(name.substring(0, LONGEST_NAME));
    }

    @Override
    public Realm realm() {
      return realm;
    }
  }

  @Flaw("The unique key over claims lacks the realm.")
  static final class ClaimsOfAllRealms extends OwnClaimsStore {

    ClaimsOfAllRealms(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }
  }

  @Flaw("The list of pending requests lacks the realm.")
  static final class PendingInAllRealms extends ForwardingEventStore {

    private final Tenants<MemoryEventStore> tenants;

    PendingInAllRealms(MemoryEventStore store, Tenants<MemoryEventStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
      List<LoggedRequest> items = new ArrayList<>(super.pending(after, max).items());
      tenants.others(realm()).forEach(other -> items.addAll(other.pending(after, max).items()));
      return new Page<>(items, Optional.empty());
    }
  }

  @Flaw("The delete that truncates lacks the realm.")
  static final class TruncatesAllRealms extends ForwardingEventStore {

    private final Tenants<MemoryEventStore> tenants;

    TruncatesAllRealms(MemoryEventStore store, Tenants<MemoryEventStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public long truncate(StreamId stream, long before) {
      tenants.others(realm()).forEach(other -> other.truncate(stream, before));
      return super.truncate(stream, before);
    }
  }

  @Flaw("Joint commits look for their duplicates in all realms.")
  static final class JointReceiptsOfAllRealms extends ForwardingEventStore {

    private final Receipts receipts;

    JointReceiptsOfAllRealms(MemoryEventStore store, Receipts receipts) {
      super(store);
      this.receipts = receipts;
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      List<Receipt> known =
          commits.stream()
              .flatMap(commit -> receipts.find(commit.stream(), commit.request()).stream())
              .toList();
      if (!known.isEmpty() && known.size() == commits.size()) {
        return new JointResult.Duplicate(known);
      }
      JointResult result = super.commitTogether(commits);
      if (result instanceof JointResult.Committed committed) {
        committed.receipts().forEach(receipts::add);
      }
      return result;
    }
  }

  @Flaw("A commit that some realm holds is not restored into another.")
  static final class RestoresOncePerBackend extends ForwardingEventStore {

    private final Receipts receipts;

    RestoresOncePerBackend(MemoryEventStore store, Receipts receipts) {
      super(store);
      this.receipts = receipts;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        receipts.add(committed.receipt());
      }
      return result;
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      Receipt origin = commit.receipt();
      Optional<Receipt> known = receipts.find(origin.stream(), origin.request());
      return known.isPresent() ? new CommitResult.Duplicate(known.get()) : super.restore(commit);
    }
  }

  @Flaw(
      "A handle remembers the receipts that it has seen, also when another handle drops the "
          + "realm.")
  static final class HandleOutlivesTheDrop extends ForwardingEventStore {

    private final Receipts seen = new Receipts();

    HandleOutlivesTheDrop(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        seen.add(committed.receipt());
      }
      return result;
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return seen.find(stream, request).or(() -> super.receipt(stream, request));
    }
  }

  @Flaw("Dropping a realm deletes everything whose key begins with its name.")
  static final class DropsByPrefix extends ForwardingEventStore {

    private final Tenants<MemoryEventStore> tenants;

    DropsByPrefix(MemoryEventStore store, Tenants<MemoryEventStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public void dropRealm() {
      super.dropRealm();
      tenants.others(realm()).stream()
          .filter(other -> other.realm().name().startsWith(realm().name()))
          .forEach(MemoryEventStore::dropRealm);
    }
  }

  @Flaw("The counter of positions is dropped with the realm.")
  static final class DropResetsPositions extends MappedStore {

    private final AtomicLong dropped;

    DropResetsPositions(MemoryEventStore store, AtomicLong dropped) {
      super(store);
      this.dropped = dropped;
    }

    @Override
    Cursor out(Cursor cursor) {
      return shifted(cursor, -dropped.get());
    }

    @Override
    Cursor in(Cursor cursor) {
      return shifted(cursor, dropped.get());
    }

    private static Cursor shifted(Cursor cursor, long by) {
      long number = cursor.equals(Cursor.START) ? 0 : Long.parseLong(cursor.text());
      return number + by <= 0 ? Cursor.START : new Cursor("%019d".formatted(number + by));
    }

    @Override
    public void dropRealm() {
      Cursor end = super.feedEnd(0);
      long commits = end.equals(Cursor.START) ? 0 : Long.parseLong(end.text());
      super.dropRealm();
      dropped.addAndGet(commits);
    }
  }

  @Flaw("The table of claims is not dropped.")
  static final class DropForgetsClaims extends OwnClaimsStore {

    DropForgetsClaims(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    public void dropRealm() {
      Map<Claim, StreamId> kept = Map.copyOf(table);
      super.dropRealm();
      table.putAll(kept);
    }
  }

  @Flaw("The request log is not dropped.")
  static final class DropForgetsTheLog extends ForwardingEventStore {

    private final Map<List<Object>, Request> recorded;

    DropForgetsTheLog(MemoryEventStore store, Map<List<Object>, Request> recorded) {
      super(store);
      this.recorded = recorded;
    }

    @Override
    public LoggedRequest record(Request request) {
      recorded.putIfAbsent(List.of(request.stream(), request.request()), request);
      return super.record(request);
    }

    @Override
    public void dropRealm() {
      super.dropRealm();
      recorded.values().forEach(super::record);
    }
  }

  @Flaw("A write is judged by the greatest revision that any realm holds under the key.")
  static final class RevisionsOfAllRealms extends ForwardingViewStore {

    private final Tenants<MemoryViewStore> tenants;

    RevisionsOfAllRealms(MemoryViewStore store, Tenants<MemoryViewStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public PutResult put(View view) {
      for (MemoryViewStore other : tenants.others(realm())) {
        long stored = other.get(view.key()).revision();
        if (stored >= view.revision()) {
          return new PutResult.Stale(stored);
        }
      }
      return super.put(view);
    }
  }

  @Flaw("The list of aliases lacks the realm.")
  static final class AliasesOfAllRealms extends ForwardingViewStore {

    private final Tenants<MemoryViewStore> tenants;

    AliasesOfAllRealms(MemoryViewStore store, Tenants<MemoryViewStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public SortedMap<String, String> aliases() {
      SortedMap<String, String> all = new TreeMap<>(super.aliases());
      tenants.others(realm()).forEach(other -> all.putAll(other.aliases()));
      return all;
    }
  }

  @Flaw("A cursor that this realm lacks is found in another one.")
  static final class CursorsOfAllRealms extends ForwardingViewStore {

    private final Tenants<MemoryViewStore> tenants;

    CursorsOfAllRealms(MemoryViewStore store, Tenants<MemoryViewStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public Cursor cursor(String projection, int partition) {
      Cursor own = super.cursor(projection, partition);
      return tenants.others(realm()).stream()
          .map(other -> other.cursor(projection, partition))
          .filter(found -> own.equals(Cursor.START) && !found.equals(Cursor.START))
          .findFirst()
          .orElse(own);
    }
  }

  @Flaw("The index over documents lacks the realm.")
  static final class SearchesAllRealms extends ForwardingViewStore {

    private final Tenants<MemoryViewStore> tenants;

    SearchesAllRealms(MemoryViewStore store, Tenants<MemoryViewStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public Page<View> search(ViewQuery query) {
      Page<View> own = super.search(query);
      List<View> all = new ArrayList<>(own.items());
      tenants.others(realm()).forEach(other -> all.addAll(other.search(query).items()));
      return new Page<>(all, own.next());
    }
  }

  @Flaw("Realms become names of indexes, which are lower case.")
  static final class RealmNamesAreFolded extends ForwardingViewStore {

    private final Realm realm;

    RealmNamesAreFolded(String backend, Realm realm) {
      super(MemoryViewStore.open(backend, new Realm(realm.name().toLowerCase(Locale.ROOT))));
      this.realm = realm;
    }

    @Override
    public Realm realm() {
      return realm;
    }
  }

  @Flaw("What was removed stays removed, also when the realm is dropped.")
  static final class RealmDropKeepsTombstones extends ForwardingViewStore {

    private final Set<ViewKey> removed = ConcurrentHashMap.newKeySet();

    RealmDropKeepsTombstones(MemoryViewStore store) {
      super(store);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      removed.add(key);
      return super.remove(key, revision);
    }

    @Override
    public void dropRealm() {
      Map<ViewKey, Lookup> kept = new ConcurrentHashMap<>();
      removed.forEach(key -> kept.put(key, get(key)));
      super.dropRealm();
      kept.forEach((key, lookup) -> super.remove(key, Math.max(1, lookup.revision())));
    }
  }

  @Flaw("The catalogue is not dropped.")
  static final class DropKeepsAliases extends ForwardingViewStore {

    DropKeepsAliases(MemoryViewStore store) {
      super(store);
    }

    @Override
    public void dropRealm() {
      SortedMap<String, String> kept = aliases();
      super.dropRealm();
      kept.forEach(this::alias);
    }
  }

  @Flaw("The cursors of projections are not dropped.")
  static final class DropKeepsCursors extends ForwardingViewStore {

    private final Set<String> projections = ConcurrentHashMap.newKeySet();

    DropKeepsCursors(MemoryViewStore store) {
      super(store);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      projections.add(projection);
      return super.save(projection, partition, expected, next);
    }

    @Override
    public void dropRealm() {
      Map<String, Cursor> kept = new ConcurrentHashMap<>();
      projections.forEach(projection -> kept.put(projection, cursor(projection, 0)));
      super.dropRealm();
      kept.forEach((projection, cursor) -> super.save(projection, 0, Cursor.START, cursor));
    }
  }

  @Flaw("Dropping a realm deletes everything whose key begins with its name.")
  static final class DropsViewsByPrefix extends ForwardingViewStore {

    private final Tenants<MemoryViewStore> tenants;

    DropsViewsByPrefix(MemoryViewStore store, Tenants<MemoryViewStore> tenants) {
      super(store);
      this.tenants = tenants;
    }

    @Override
    public void dropRealm() {
      super.dropRealm();
      tenants.others(realm()).stream()
          .filter(other -> other.realm().name().startsWith(realm().name()))
          .forEach(ViewStore::dropRealm);
    }
  }
}
