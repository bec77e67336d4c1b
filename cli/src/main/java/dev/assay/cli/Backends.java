package dev.assay.cli;

import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the kit what stands behind a store, as far as its address says. */
final class Backends {

  /** The schemes of stores that live in the process that opens them. */
  private static final Set<String> IN_PROCESS = Set.of("memory");

  private Backends() {}

  /** Returns what stands behind an address that was given: the kit must not stop such a server. */
  static Backend at(StoreUri address) {
    List<HostPort> hosts = address.hosts();
    if (hosts.isEmpty() || IN_PROCESS.contains(address.scheme())) {
      return new Backend.InProcess();
    }
    if (hosts.size() > 1) {
      return new Backend.Unknown(
          "the address names several hosts, and the kit stands before one only: give one of them");
    }
    HostPort host = hosts.get(0);
    return host.port() == 0
        ? new Backend.Unknown("the address names no port: give it as host:port")
        : new Backend.Server(socket(host), Optional.empty());
  }

  /** Returns what stands behind the address of a server of the testbed. */
  static Backend of(Server server, StoreUri address) {
    return server.controllable()
        ? Backend.server(socket(address.hosts().get(0)), new Control(server))
        : at(address);
  }

  private static InetSocketAddress socket(HostPort host) {
    return new InetSocketAddress(host.host(), host.port());
  }

  private record Control(Server server) implements ServerControl {

    @Override
    public void kill() {
      server.kill();
    }

    @Override
    public void restart() {
      server.restart();
    }

    @Override
    public void pause() {
      server.pause();
    }

    @Override
    public void resume() {
      server.resume();
    }
  }
}
