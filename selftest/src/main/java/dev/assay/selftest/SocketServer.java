package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.ServerControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The reference behind a socket: one JSON object a line, a thread for each connection. A request
 * names an attempt, and each attempt is carried out once, however often it is sent: what comes
 * again gets the answer that the first one got.
 *
 * <pre>
 * {"store": "events", "realm": …, "attempt": …, "method": "commit", "args": […]}
 * {"ok": …}  or  {"error": …}
 * </pre>
 *
 * <p>What is stored outlives {@link #kill}.
 */
final class SocketServer implements ServerControl {

  private static final int BACKLOG = 200;

  private final String backend = "socket-" + UUID.randomUUID();
  private final Map<String, FutureTask<String>> attempts = new ConcurrentHashMap<>();
  private final Map<String, Long> tickets = new ConcurrentHashMap<>();
  private final AtomicLong lastTicket = new AtomicLong();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final InetSocketAddress address;
  private @Nullable ServerSocket listener;
  private boolean paused;

  SocketServer() {
    ServerSocket first = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = new InetSocketAddress(first.getInetAddress(), first.getLocalPort());
    serve(first);
  }

  InetSocketAddress address() {
    return address;
  }

  private static ServerSocket listen(InetSocketAddress at) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(at, BACKLOG);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void serve(ServerSocket socket) {
    listener = socket;
    start("accept", () -> accept(socket));
  }

  private static void start(String what, Runnable body) {
    Thread thread = new Thread(body, "assay socket server " + what);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket socket) {
    try {
      while (true) {
        Socket client = socket.accept();
        connections.add(client);
        start("connection", () -> converse(client));
      }
    } catch (IOException e) {
      // The server was killed.
    }
  }

  private void converse(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
        awaitGoOn();
        byte[] answer = (answer(line.get()) + "\n").getBytes(StandardCharsets.UTF_8);
        client.getOutputStream().write(answer);
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      connections.remove(client);
    }
  }

  // A line without its end was cut off, and is no request.
  private static Optional<String> line(BufferedReader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return Optional.of(line.toString());
      }
      line.append((char) c);
    }
    return Optional.empty();
  }

  private synchronized void awaitGoOn() throws IOException {
    while (paused) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private String answer(String line) {
    JsonObject request = JsonObject.parse(line);
    if (SocketClient.READING.contains(WireCodec.text(request, "method"))) {
      return carryOut(request);
    }
    FutureTask<String> fresh = new FutureTask<>(() -> carryOut(request));
    FutureTask<String> earlier = attempts.putIfAbsent(WireCodec.text(request, "attempt"), fresh);
    if (earlier == null) {
      fresh.run();
    }
    try {
      return (earlier == null ? fresh : earlier).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private String carryOut(JsonObject request) {
    try {
      return JsonObject.of("ok", result(request)).toString();
    } catch (StoreException | IllegalArgumentException e) {
      return JsonObject.of("error", WireCodec.encodeError(e)).toString();
    }
  }

  private Json result(JsonObject request) {
    String name = WireCodec.text(request, "method");
    JsonArray args = (JsonArray) request.get("args").orElseThrow();
    return switch (name) {
      case "hello" -> JsonNull.INSTANCE;
      case "ticket" -> Json.of(ticket(args));
      case "tickets" -> tickets();
      default -> invoke(store(request), name, args);
    };
  }

  /** Numbers a name, when it is first asked for. */
  private long ticket(JsonArray args) {
    String name = (String) WireCodec.decode(args.values().get(0), String.class);
    return tickets.computeIfAbsent(name, key -> lastTicket.incrementAndGet());
  }

  private Json tickets() {
    Map<String, Json> numbers = new HashMap<>();
    tickets.forEach((name, number) -> numbers.put(name, Json.of(number)));
    return new JsonObject(numbers);
  }

  private Object store(JsonObject request) {
    Realm realm = new Realm(WireCodec.text(request, "realm"));
    return WireCodec.text(request, "store").equals("events")
        ? MemoryEventStore.open(backend, realm)
        : MemoryViewStore.open(backend, realm);
  }

  private static Json invoke(Object store, String name, JsonArray args) {
    Method method = method(store.getClass(), name, args.values().size());
    Type[] types = method.getGenericParameterTypes();
    Object[] values = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = WireCodec.decode(args.values().get(i), types[i]);
    }
    try {
      Object result = method.invoke(store, values);
      return result == null ? JsonNull.INSTANCE : WireCodec.encode(result);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException error) {
        throw error;
      }
      throw new IllegalStateException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Finds a method of a store by its name and the number of its arguments. */
  static Method method(Class<?> store, String name, int arguments) {
    return Arrays.stream(store.getMethods())
        .filter(method -> method.getName().equals(name) && !method.isBridge())
        .filter(method -> method.getParameterCount() == arguments)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no method " + name));
  }

  @Override
  public synchronized void pause() {
    paused = true;
  }

  @Override
  public synchronized void resume() {
    paused = false;
    notifyAll();
  }

  @Override
  public void kill() {
    synchronized (this) {
      Optional.ofNullable(listener).ifPresent(SocketServer::close);
      listener = null;
    }
    connections.forEach(SocketServer::close);
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is closed already, which is what was wanted.
    }
  }

  @Override
  public void restart() {
    kill();
    resume();
    serve(listen(address));
  }
}
