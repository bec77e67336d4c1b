package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.ViewKey;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The stores that no rule may accuse: the reference, stores of another shape than the reference's,
 * and what the faulty stores are made of.
 */
public final class RightStores {

  private RightStores() {}

  /** Returns all of them, the reference first. */
  public static List<RightStore> all() {
    return List.of(
        reference(),
        twoPartitions(),
        placesTakenEarly(),
        tableOfClaims(),
        listsByStream(),
        viewsInSteps(),
        searchInSteps(),
        socket(),
        killed(),
        cluster());
  }

  private static RightStore reference() {
    return new RightStore(
        "Reference",
        "The memory adapter, judged by all rules.",
        Optional.of(
            () -> {
              String backend = backend();
              return realm -> MemoryEventStore.open(backend, realm);
            }),
        Optional.of(
            () -> {
              String backend = backend();
              return realm -> MemoryViewStore.open(backend, realm);
            }),
        Set.of());
  }

  private static RightStore twoPartitions() {
    return events(
        "TwoPartitions",
        "A store whose feed has two partitions and that offers no capability.",
        () -> {
          String backend = backend();
          return realm -> new TwoPartitionStore(MemoryEventStore.open(backend, realm));
        },
        "ORDER",
        "FEED",
        "CLAIM",
        "EFFECT",
        "REALM",
        "LIFECYCLE",
        "REPLAY",
        "HISTORY",
        "MODEL");
  }

  private static RightStore placesTakenEarly() {
    return events(
        "PlacesTakenEarly",
        "A store that gives out places in the feed before it writes, and hides what is behind its horizon.",
        () -> {
          String backend = backend();
          Map<Realm, FeedBook> books = new ConcurrentHashMap<>();
          return realm ->
              new OwnFeedStore(
                  MemoryEventStore.open(backend, realm),
                  books.computeIfAbsent(realm, r -> new FeedBook()));
        },
        "ORDER",
        "FEED-1",
        "FEED-2",
        "FEED-3",
        "FEED-4",
        "FEED-5",
        "FEED-6",
        "FEED-7",
        "FEED-8",
        "FEED-9",
        "FEED-10",
        "FEED-11",
        "FEED-12",
        "FEED-13",
        "FEED-14",
        "FEED-16",
        "HISTORY-1",
        "HISTORY-2",
        "HISTORY-3",
        "HISTORY-4",
        "HISTORY-6",
        "HISTORY-8");
  }

  private static RightStore tableOfClaims() {
    return events(
        "TableOfClaims",
        "A store that keeps claims in a table of its own.",
        () -> {
          String backend = backend();
          Map<Realm, Map<Claim, StreamId>> tables = new ConcurrentHashMap<>();
          return realm ->
              new OwnClaimsStore(
                  MemoryEventStore.open(backend, realm),
                  tables.computeIfAbsent(realm, r -> OwnClaimsStore.newTable()));
        },
        "CLAIM-1",
        "CLAIM-2",
        "CLAIM-3",
        "CLAIM-4",
        "CLAIM-5",
        "CLAIM-6",
        "CLAIM-7",
        "CLAIM-8",
        "CLAIM-9",
        "HISTORY-5");
  }

  private static RightStore listsByStream() {
    return events(
        "ListsByStream",
        "A store that commits a list stream by stream, in another order than the list's.",
        () -> {
          String backend = backend();
          return realm -> new ListsByStreamStore(MemoryEventStore.open(backend, realm));
        },
        "COMMIT",
        "DEDUP",
        "CLAIM",
        "HISTORY-1",
        "HISTORY-5",
        "HISTORY-6",
        "MODEL");
  }

  private static RightStore viewsInSteps() {
    return views(
        "ViewsInSteps",
        "A view store without capabilities, made of the steps that faulty ones take wrongly.",
        () -> {
          Map<Realm, Map<ViewKey, Lookup>> realms = new ConcurrentHashMap<>();
          return realm ->
              new RawViewStore(
                  realm, realms.computeIfAbsent(realm, r -> new ConcurrentHashMap<>()));
        },
        "VIEW",
        "HISTORY-8",
        "HISTORY-9",
        "MODEL-5");
  }

  private static RightStore searchInSteps() {
    return views(
        "SearchInSteps",
        "A search made of the steps that faulty ones take wrongly.",
        () -> {
          String backend = backend();
          return realm -> new EvaluatedSearch(MemoryViewStore.open(backend, realm));
        },
        "SEARCH",
        "MODEL-6",
        "MODEL-7");
  }

  private static RightStore socket() {
    return new RightStore(
        "Socket",
        "The reference behind a real socket, with a pool of connections and time budgets.",
        Optional.of(() -> SocketStores.events(Wire::new, SocketEventStore::new)),
        Optional.of(() -> SocketStores.views(Wire::new, SocketViewStore::new)),
        Set.of("FAULT", "COMMIT", "DEDUP", "VIEW"));
  }

  private static RightStore killed() {
    return new RightStore(
        "KeepsEverything",
        "A server that finds everything again when it was killed.",
        Optional.of(CrashingServer::new),
        Optional.of(CrashingViewServer::new),
        Set.of("CRASH"));
  }

  private static RightStore cluster() {
    return events(
        "SurvivesAMember",
        "A cluster of three that serves while two of them do.",
        CrashingCluster::new,
        "CRASH",
        "FAULT-28");
  }

  private static RightStore events(
      String name, String text, Supplier<EventStoreFixture> events, String... rules) {
    return new RightStore(name, text, Optional.of(events), Optional.empty(), Set.of(rules));
  }

  private static RightStore views(
      String name, String text, Supplier<ViewStoreFixture> views, String... rules) {
    return new RightStore(name, text, Optional.empty(), Optional.of(views), Set.of(rules));
  }

  private static String backend() {
    return "right-" + UUID.randomUUID();
  }
}
