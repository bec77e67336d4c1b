package dev.assay.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

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
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new TestbedException(
        "No free port was found on 127.0.0.1 between %d and %d.".formatted(LOWEST, HIGHEST));
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
