package dev.assay.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out whether a container engine answers, without the library that would use it: that library
 * complains loudly where there is none.
 */
final class ContainerEngine {
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private ContainerEngine() {}

  static boolean answers(Map<String, String> environment) {
    String host = environment.getOrDefault("DOCKER_HOST", "");
    return host.isBlank()
        ? sockets(environment).anyMatch(ContainerEngine::pings)
        : address(host.strip()).filter(ContainerEngine::pings).isPresent();
  }

  private static Stream<SocketAddress> sockets(Map<String, String> environment) {
    String home = environment.getOrDefault("HOME", System.getProperty("user.home", "/"));
    return Stream.of(
            Optional.of(Path.of("/var/run/docker.sock")),
            Optional.ofNullable(environment.get("XDG_RUNTIME_DIR"))
                .map(folder -> Path.of(folder, "docker.sock")),
            Optional.of(Path.of(home, ".docker/run/docker.sock")),
            Optional.of(Path.of(home, ".docker/desktop/docker.sock")))
        .flatMap(Optional::stream)
        .filter(Files::exists)
        .map(UnixDomainSocketAddress::of);
  }

  private static Optional<SocketAddress> address(String host) {
    try {
      URI uri = URI.create(host);
      return switch (String.valueOf(uri.getScheme())) {
        case "unix" -> Optional.of(UnixDomainSocketAddress.of(uri.getPath()));
        case "tcp", "http", "https" ->
            Optional.of(
                new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 2375 : uri.getPort()));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * An engine behind TLS does not understand the question, but answers something: that is enough.
   */
  private static boolean pings(SocketAddress address) {
    try (SocketChannel channel = open(address);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      long end = System.nanoTime() + LIMIT.toNanos();
      if (!channel.connect(address)) {
        channel.register(selector, SelectionKey.OP_CONNECT);
        if (!ready(selector, end) || !channel.finishConnect()) {
          return false;
        }
      }
      channel.write(
          ByteBuffer.wrap(
              "GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      channel.register(selector, SelectionKey.OP_READ);
      return ready(selector, end) && channel.read(ByteBuffer.allocate(64)) > 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private static boolean ready(Selector selector, long end) throws IOException {
    long left = Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis());
    int ready = selector.select(left);
    selector.selectedKeys().clear();
    return ready > 0;
  }

  private static SocketChannel open(SocketAddress address) throws IOException {
    return address instanceof UnixDomainSocketAddress
        ? SocketChannel.open(StandardProtocolFamily.UNIX)
        : SocketChannel.open();
  }
}
