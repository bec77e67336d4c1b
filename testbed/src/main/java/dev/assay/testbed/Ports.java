package dev.assay.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds free ports on 127.0.0.1. They lie below the range from which operating systems take the
 * ports of outgoing connections: so nobody takes the port of a server while it is down, and a
 * client that knocks at the closed port never connects to itself.
 */
final class Ports {
  private static final int LOWEST = 15_000;
  private static final int HIGHEST = 30_000;
  private static final int TRIES = 200;

  private Ports() {}

  static int free() {
    return free(1);
  }

  /** Returns a port that is free on as many addresses, from 127.0.0.1 on. */
  static int free(int addresses) {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (IntStream.rangeClosed(1, addresses).allMatch(number -> isFree(loopback(number, port)))) {
        return port;
      }
    }
    throw new TestbedException(
        "No free port was found on 127.0.0.1 between %d and %d.".formatted(LOWEST, HIGHEST));
  }

  static boolean isFree(int port) {
    return isFree(loopback(1, port));
  }

  /** Returns a port of 127.0.0.1, 127.0.0.2 or another one of this machine's own addresses. */
  static InetSocketAddress loopback(int number, int port) {
    try {
      byte[] address = {127, 0, 0, (byte) number};
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of four bytes is always known", e);
    }
  }

  static boolean isFree(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
