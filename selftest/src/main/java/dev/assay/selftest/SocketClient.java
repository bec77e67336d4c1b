package dev.assay.selftest;

import dev.assay.spi.Realm;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/** Calls the methods of a store over a {@link Wire}. */
final class SocketClient {

  static final Set<String> READING =
      Set.of(
          "read",
          "receipt",
          "feed",
          "feedEnd",
          "holder",
          "find",
          "findByInteraction",
          "pending",
          "get",
          "cursor",
          "resolve",
          "aliases",
          "search",
          "refresh",
          "hello",
          "ticket",
          "tickets");

  private final Wire wire;
  private final Realm realm;
  private final String kind;
  private final Class<?> store;

  /**
   * Creates a client.
   *
   * @param kind {@code events} or {@code views}
   * @param store whose methods are called
   */
  SocketClient(Wire wire, Realm realm, String kind, Class<?> store) {
    this.wire = wire;
    this.realm = realm;
    this.kind = kind;
    this.store = store;
  }

  Realm realm() {
    return realm;
  }

  /** Calls a method and returns its answer, whose type the method of the store knows. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  <T> T call(String method, Object... args) {
    return callWaiting(Duration.ZERO, method, args);
  }

  /** Calls a method that may wait for so long beyond the time budget. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  <T> T callWaiting(Duration wait, String name, Object... args) {
    Method method = SocketServer.method(store, name, args.length);
    return (T) WireCodec.decode(ask(wait, name, args), method.getGenericReturnType());
  }

  /** Calls a method that returns nothing. */
  void run(String name, Object... args) {
    ask(Duration.ZERO, name, args);
  }

  /** Calls something that is no method of the store. */
  Json special(String name, Object... args) {
    return ask(Duration.ZERO, name, args);
  }

  private Json ask(Duration wait, String name, Object... args) {
    JsonObject request =
        JsonObject.EMPTY
            .with("store", kind)
            .with("realm", realm.name())
            .with("attempt", UUID.randomUUID().toString())
            .with("method", name)
            .with("args", new JsonArray(Arrays.stream(args).map(WireCodec::encode).toList()));
    String answer = wire.exchange(request.toString(), !READING.contains(name), wait);
    JsonObject parsed = JsonObject.parse(answer);
    return parsed
        .get("ok")
        .orElseThrow(() -> WireCodec.decodeError((JsonObject) parsed.get("error").orElseThrow()));
  }

  void close() {
    wire.close();
  }
}
