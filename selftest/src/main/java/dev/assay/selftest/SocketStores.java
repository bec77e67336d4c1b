package dev.assay.selftest;

import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiFunction;

/** Fixtures of stores over a real socket, each with a server of its own. */
final class SocketStores {

  private static final Duration USUAL = Duration.ofSeconds(5);

  private SocketStores() {}

  /** Makes the wire of a handle. */
  interface WireMaker extends BiFunction<InetSocketAddress, Duration, Wire> {}

  /** Returns what a store behind a socket says of itself: what the store says that serves it. */
  static Declaration declaration(Declaration served) {
    return new Declaration(
        "socket",
        served.adapterVersion(),
        new Declaration.Backend(
            served.backend().name(), served.backend().version(), "one server on loopback"),
        served.capabilities(),
        served.limits(),
        served.durability(),
        served.feed());
  }

  static EventStoreFixture events(WireMaker wire, BiFunction<Wire, Realm, EventStore> store) {
    return new Events(new SocketServer(), wire, store);
  }

  static ViewStoreFixture views(WireMaker wire, BiFunction<Wire, Realm, ViewStore> store) {
    return new Views(new SocketServer(), wire, store);
  }

  private record Events(
      SocketServer server, WireMaker wire, BiFunction<Wire, Realm, EventStore> store)
      implements EventStoreFixture {

    @Override
    public EventStore open(Realm realm) {
      return openAt(realm, server.address(), USUAL);
    }

    @Override
    public Backend backend() {
      return Backend.server(server.address(), server);
    }

    @Override
    public EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
      return store.apply(wire.apply(address, timeout), realm);
    }
  }

  private record Views(
      SocketServer server, WireMaker wire, BiFunction<Wire, Realm, ViewStore> store)
      implements ViewStoreFixture {

    @Override
    public ViewStore open(Realm realm) {
      return openAt(realm, server.address(), USUAL);
    }

    @Override
    public Backend backend() {
      return Backend.server(server.address(), server);
    }

    @Override
    public ViewStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
      return store.apply(wire.apply(address, timeout), realm);
    }
  }
}
