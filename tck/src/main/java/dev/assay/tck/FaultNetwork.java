package dev.assay.tck;

import dev.assay.tck.rule.Declined;
import dev.assay.tck.rule.NotJudged;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach the server behind a store by a detour.
 *
 * @param server where the server listens
 * @param control stops it, if the kit may
 * @param opener opens a handle by a detour
 * @param <S> the type of the store
 */
record FaultNetwork<S extends AutoCloseable>(
    InetSocketAddress server, Optional<ServerControl> control, Opener<S> opener) {

  /** The time budget of calls over a network that fails. */
  static final Duration TIMEOUT = Duration.ofMillis(500);

  /** What a busy machine may add to a time budget. */
  static final Duration GRACE = Duration.ofSeconds(2);

  /** The time in which a store works again when the network does. */
  static final Duration RECOVERY = Duration.ofSeconds(10);

  /** The time after which a store that sends nothing over a network that works will never do. */
  static final Duration SILENCE = Duration.ofSeconds(2);

  /** Opens a handle whose every connection goes to an address. */
  interface Opener<S> {
    S open(InetSocketAddress address, Duration timeout);
  }

  /**
   * Returns the network of a backend.
   *
   * @throws Declined if there is none
   * @throws NotJudged if the kit does not know it
   */
  static <S extends AutoCloseable> FaultNetwork<S> of(Backend backend, Opener<S> opener) {
    if (backend instanceof Backend.Server server) {
      return new FaultNetwork<>(server.address(), server.control(), opener);
    }
    if (backend instanceof Backend.Unknown unknown) {
      throw new NotJudged(unknown.why());
    }
    throw new Declined("the store lives in the process of its caller, so no network can fail");
  }

  /** Returns how long a call with a time budget may take on a busy machine. */
  static Duration bound(Duration timeout) {
    return timeout.plus(GRACE);
  }
}
