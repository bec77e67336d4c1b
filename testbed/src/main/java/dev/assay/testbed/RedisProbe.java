package dev.assay.testbed;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Asks a Redis server, without a client of it, what it is. */
final class RedisProbe implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Set<String> DURABILITY =
      Set.of("appendonly", "appendfsync", "maxmemory-policy");

  private final Socket socket;
  private final InputStream in;

  private RedisProbe(RedisUri uri) throws IOException {
    socket = new Socket();
    try {
      int millis = Math.toIntExact(LIMIT.toMillis());
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(uri.host(), uri.port()), millis);
      in = new BufferedInputStream(socket.getInputStream());
      authenticate(uri);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private void authenticate(RedisUri uri) throws IOException {
    if (!uri.password().isEmpty()) {
      List<String> words = new ArrayList<>(List.of("AUTH"));
      uri.user().ifPresent(words::add);
      words.add(uri.password());
      ask(words);
    }
  }

  /** Tells whether requests are served, and all data are loaded. */
  static boolean serves(RedisUri uri) {
    try (RedisProbe probe = new RedisProbe(uri)) {
      return probe.ask(List.of("PING")).equals(List.of("PONG"));
    } catch (IOException | Refusal e) {
      return false;
    }
  }

  /** Asks for the version and the settings that decide what survives. */
  static ServerFacts facts(RedisUri uri) {
    return facts(uri, DURABILITY);
  }

  /** Asks for the version and these settings; those that the server does not tell are absent. */
  static ServerFacts facts(RedisUri uri, Collection<String> settings) {
    String where = uri.address();
    try (RedisProbe probe = new RedisProbe(uri)) {
      Map<String, String> told = new TreeMap<>();
      for (String name : settings) {
        probe.setting(name).ifPresent(value -> told.put(name, value));
      }
      return new ServerFacts(probe.version(), told);
    } catch (UnknownHostException e) {
      throw new TestbedException(
          "The host '%s' is not known: correct the host in the URI.".formatted(uri.host()), e);
    } catch (SocketTimeoutException e) {
      throw new TestbedException(
          "%s did not answer in time: is it a Redis server, and can it be reached from here?"
              .formatted(where),
          e);
    } catch (IOException e) {
      throw new TestbedException(
          "No Redis answers at %s: start it there, or correct the host and port in the URI."
              .formatted(where),
          e);
    } catch (Refusal e) {
      throw new TestbedException(
          "Redis at %s refuses (%s): correct user and password in the URI."
              .formatted(where, e.getMessage()),
          e);
    }
  }

  private Optional<String> setting(String name) throws IOException {
    try {
      return ask(List.of("CONFIG", "GET", name)).stream().skip(1).findFirst();
    } catch (Refusal e) {
      // Not everybody may ask.
      return Optional.empty();
    }
  }

  private String version() throws IOException {
    return ask(List.of("INFO", "server")).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring("redis_version:".length()).strip())
        .findFirst()
        .orElse("of a version unknown");
  }

  /** Sends a command and returns the texts of its answer. */
  private List<String> ask(List<String> words) throws IOException {
    StringBuilder command = new StringBuilder("*" + words.size() + "\r\n");
    for (String word : words) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
    }
    OutputStream out = socket.getOutputStream();
    out.write(command.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    List<String> texts = new ArrayList<>();
    answer(texts);
    return texts;
  }

  private void answer(List<String> texts) throws IOException {
    String line = line();
    char type = line.isEmpty() ? ' ' : line.charAt(0);
    String rest = line.isEmpty() ? "" : line.substring(1);
    switch (type) {
      case '+', ':' -> texts.add(rest);
      case '-' -> throw new Refusal(rest);
      case '$' -> bulk(number(rest), texts);
      case '*' -> {
        for (int i = number(rest); i > 0; i--) {
          answer(texts);
        }
      }
      default -> throw new IOException("what answers there is not Redis");
    }
  }

  private void bulk(int bytes, List<String> texts) throws IOException {
    if (bytes >= 0) {
      texts.add(new String(in.readNBytes(bytes), StandardCharsets.UTF_8));
      line();
    }
  }

  private static int number(String text) throws IOException {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IOException("what answers there is not Redis", e);
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The server answered by an error. */
  private static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }
}
