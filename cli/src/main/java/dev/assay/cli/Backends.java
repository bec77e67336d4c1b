package dev.assay.cli;

import dev.assay.spi.StoreUri;
import dev.assay.spi.StoreUri.HostPort;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerMember;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells the kit what stands behind a store, as far as its address says. */
final class Backends {

  /** The schemes of stores that live in the process that opens them. */
  private static final Set<String> IN_PROCESS = Set.of("memory");

  /** The schemes that mean a service of somebody's where the address names no host. */
  private static final Set<String> SERVICES = Set.of("dynamodb");

  private Backends() {}

  /** Returns what stands behind an address that was given: the kit must not stop such a server. */
  static Backend at(StoreUri address) {
    List<HostPort> hosts = address.hosts();
    if (hosts.isEmpty() && SERVICES.contains(address.scheme())) {
      return new Backend.Unknown(
          "the address names no host, so that the kit cannot stand before the service: give its endpoint as host:port, or certify on a server of one's own");
    }
    if (hosts.isEmpty() || IN_PROCESS.contains(address.scheme())) {
      return new Backend.InProcess();
    }
    if (address.option("sentinel").isPresent()) {
      return new Backend.Unknown(
          "the host of the address is a sentinel, and the kit stands before a server: give the server's own address");
    }
    // Of several hosts the kit stands before the first one, and stores open at that one only.
    HostPort host = hosts.get(0);
    return host.port() == 0
        ? new Backend.Unknown("the address names no port: give it as host:port")
        : new Backend.Server(socket(host), Optional.empty());
  }

  /** Returns what stands behind the address of a server of the testbed. */
  static Backend of(Server server, StoreUri address) {
    return server.controllable()
        ? new Backend.Server(
            socket(address.hosts().get(0)),
            Optional.of(control(server)),
            server.members().stream().map(Backends::control).toList())
        : at(address);
  }

  private static InetSocketAddress socket(HostPort host) {
    return new InetSocketAddress(host.host(), host.port());
  }

  private static ServerControl control(Server server) {
    return ServerControl.of(server::kill, server::restart, server::pause, server::resume);
  }

  private static ServerControl control(ServerMember member) {
    return ServerControl.of(member::kill, member::restart, member::pause, member::resume);
  }
}
