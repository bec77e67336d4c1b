package dev.assay.tck;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What stands behind a store, as far as the kit may touch it. */
public sealed interface Backend {

  /** The store lives in the process of its caller: there is neither a network nor a server. */
  record InProcess() implements Backend {}

  /**
   * A server that the store reaches over TCP, or a cluster of several.
   *
   * @param address where it listens; of a cluster, where its first member does. The kit puts a
   *     proxy before it
   * @param control stops and starts it, of a cluster all members together; empty if the kit must
   *     not
   * @param members stop and start one member of a cluster each, the one at {@code address} first;
   *     empty where the kit must not, and for a server alone
   */
  record Server(
      InetSocketAddress address, Optional<ServerControl> control, List<ServerControl> members)
      implements Backend {

    /** Copies the members. */
    public Server {
      members = List.copyOf(members);
    }

    /** A server alone. */
    public Server(InetSocketAddress address, Optional<ServerControl> control) {
      this(address, control, List.of());
    }
  }

  /**
   * The kit was not told, or cannot use what it was told.
   *
   * @param why why not, and what to do about it, in one sentence
   */
  record Unknown(String why) implements Backend {}

  /** What a fixture says that says nothing. */
  Backend UNTOLD =
      new Unknown(
          "the fixture does not say what stands behind the store: let it override backend() and"
              + " openAt()");

  /** Returns a server that the kit may stand before and may stop. */
  static Backend server(InetSocketAddress address, ServerControl control) {
    return new Server(address, Optional.of(control));
  }
}
