package dev.assay.tck.model;

import dev.assay.spi.Realm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The handles of a world: two on one realm, a third one on another realm beside it. Each is opened
 * when it is first used. Not thread-safe.
 *
 * @param <S> the type of the store
 */
final class Handles<S extends AutoCloseable> {

  /** The handle on the other realm. */
  static final int NEIGHBOUR = 2;

  /** How many there are. */
  static final int COUNT = 3;

  private final Function<Realm, S> fixture;
  private final List<Realm> realms;
  private final Map<Integer, S> open = new TreeMap<>();

  Handles(Function<Realm, S> fixture, Realm realm, Realm neighbour) {
    this.fixture = fixture;
    this.realms = List.of(realm, realm, neighbour);
  }

  /** Returns how a handle is called in the text of a step. */
  static String by(int number) {
    return switch (number) {
      case 0 -> "";
      case NEIGHBOUR -> " (in the other realm)";
      default -> " (by the second handle)";
    };
  }

  S get(int number) {
    return open.computeIfAbsent(number, n -> fixture.apply(realms.get(n)));
  }

  /** Closes a handle; the next use opens another one in its place. */
  void close(int number) {
    S handle = open.remove(number);
    if (handle != null) {
      close(handle);
    }
  }

  /** Closes all handles. */
  void closeAll() {
    List.copyOf(open.keySet()).forEach(this::close);
  }

  /** Does something by all handles that are open. */
  void forEach(Consumer<S> action) {
    open.values().forEach(action);
  }

  private static void close(AutoCloseable handle) {
    try {
      handle.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A handle could not be closed", e);
    }
  }
}
