package dev.assay.cli;

import dev.assay.spi.Realm;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStoreProvider;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStoreProvider;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Opens the stores at one address and remembers the realms, to drop them in the end. */
final class Realms {

  private static final int PREPARATION_SECONDS = 120;

  private final Adapters adapters;
  private final StoreUri uri;
  private final Backend backend;
  private final Set<Realm> events = ConcurrentHashMap.newKeySet();
  private final Set<Realm> views = ConcurrentHashMap.newKeySet();

  Realms(Adapters adapters, StoreUri uri, Backend backend) {
    this.adapters = adapters;
    this.uri = uri;
    this.backend = backend;
  }

  /** Returns what opens the event store, if an adapter has one for the address. */
  Optional<EventStoreFixture> eventStore() {
    return adapters.events(uri.scheme()).map(EventStoreAt::new);
  }

  /** Returns what opens the view store, if an adapter has one for the address. */
  Optional<ViewStoreFixture> viewStore() {
    return adapters.views(uri.scheme()).map(ViewStoreAt::new);
  }

  /** Opens both stores once, and fails as they do. */
  void probe() {
    probe(uri);
  }

  /**
   * Opens both stores once in a time in which a server that has just started creates its tables,
   * which on several nodes takes longer than a call.
   */
  void prepare() {
    probe(uri.with("timeout", PREPARATION_SECONDS + "s"));
  }

  private void probe(StoreUri address) {
    StoreUri fresh = address.with("realm", "tck-" + UUID.randomUUID());
    adapters
        .events(uri.scheme())
        .ifPresent(provider -> adapters.opened(() -> provider.open(fresh)).close());
    adapters
        .views(uri.scheme())
        .ifPresent(provider -> adapters.opened(() -> provider.open(fresh)).close());
  }

  /** Returns how many realms were opened. */
  int opened() {
    return events.size() + views.size();
  }

  /** Drops all realms; returns how many could not be dropped. */
  int drop() {
    int failed = 0;
    for (Realm realm : Set.copyOf(events)) {
      failed += tried(() -> dropEvents(realm));
    }
    for (Realm realm : Set.copyOf(views)) {
      failed += tried(() -> dropViews(realm));
    }
    return failed;
  }

  // A cluster tells its clients of all members; they must not go past the kit's proxy.
  private StoreUri there(InetSocketAddress address, Duration timeout) {
    return uri.at(address.getAddress().getHostAddress(), address.getPort())
        .with("timeout", timeout.toMillis() + "ms")
        .with("hosts", "named");
  }

  private void dropEvents(Realm realm) {
    try (EventStore store = eventStore().orElseThrow().open(realm)) {
      store.dropRealm();
    }
  }

  private void dropViews(Realm realm) {
    try (ViewStore store = viewStore().orElseThrow().open(realm)) {
      store.dropRealm();
    }
  }

  // The verdict stands already; what an adapter throws here must not hide it.
  private static int tried(Runnable drop) {
    try {
      drop.run();
      return 0;
    } catch (RuntimeException | LinkageError e) {
      return 1;
    }
  }

  /** The event stores at the address. */
  private final class EventStoreAt implements EventStoreFixture {

    private final EventStoreProvider provider;

    EventStoreAt(EventStoreProvider provider) {
      this.provider = provider;
    }

    @Override
    public EventStore open(Realm realm) {
      return open(uri, realm);
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
      return open(there(address, timeout), realm);
    }

    private EventStore open(StoreUri address, Realm realm) {
      EventStore store = adapters.opened(() -> provider.open(address.with("realm", realm.name())));
      events.add(realm);
      return store;
    }
  }

  /** The view stores at the address. */
  private final class ViewStoreAt implements ViewStoreFixture {

    private final ViewStoreProvider provider;

    ViewStoreAt(ViewStoreProvider provider) {
      this.provider = provider;
    }

    @Override
    public ViewStore open(Realm realm) {
      return open(uri, realm);
    }

    @Override
    public Backend backend() {
      return backend;
    }

    @Override
    public ViewStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
      return open(there(address, timeout), realm);
    }

    private ViewStore open(StoreUri address, Realm realm) {
      ViewStore store = adapters.opened(() -> provider.open(address.with("realm", realm.name())));
      views.add(realm);
      return store;
    }
  }
}
