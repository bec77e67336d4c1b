package dev.assay.tck;

import java.net.InetSocketAddress;
import java.util.Optional;

/** What stands behind a store, as far as the kit may touch it. */
public sealed interface Backend {

  /** The store lives in the process of its caller: there is neither a network nor a server. */
  record InProcess() implements Backend {}

  /**
   * A server that the store reaches over TCP.
   *
   * @param address where it listens; the kit puts a proxy before it
   * @param control stops and starts it; empty if the kit must not
   */
  record Server(InetSocketAddress address, Optional<ServerControl> control) implements Backend {}

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
