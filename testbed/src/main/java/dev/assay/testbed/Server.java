package dev.assay.testbed;

import java.util.List;
import java.util.Map;

/**
 * Is a real database server that tests and the command line use without knowing how it runs.
 *
 * <p>{@link Servers#start} makes one. A server that this class started is stopped when it is
 * closed, and also when the JVM that started it dies, even by {@code kill -9}. An external server
 * is only looked at: nothing here starts, stops or changes it.
 *
 * <p>Thread-safe. Every call is bounded: it answers or throws within two minutes.
 */
public interface Server extends AutoCloseable {

  /**
   * Returns the store URI, such as {@code postgresql://user:secret@127.0.0.1:20123/postgres}. It
   * holds the password: hand it to a store, never print it. It stays the same over {@link
   * #restart}.
   */
  String uri();

  /** Describes what runs, and how. Holds no secret. */
  ServerDescription description();

  /**
   * Returns the settings that decide what survives a crash, by name, as the server itself reported
   * them when it last started. A setting the server does not tell is absent.
   */
  Map<String, String> durability();

  /**
   * Tells whether {@link #kill}, {@link #pause}, {@link #resume} and {@link #restart} are possible.
   * They are, for every server that was started here, and are not for an external one.
   */
  boolean controllable();

  /**
   * Kills all processes of the server at once (SIGKILL) and returns when they are gone. Does
   * nothing if the server is down.
   *
   * @throws UnsupportedOperationException if the server is not {@linkplain #controllable
   *     controllable}
   * @throws IllegalStateException if the server is closed
   * @throws TestbedException if a process does not go
   */
  void kill();

  /**
   * Freezes all processes of the server (SIGSTOP): connections stay open, new ones are accepted by
   * the operating system, and nothing is answered. Does nothing if the server is paused.
   *
   * @throws UnsupportedOperationException if the server is not {@linkplain #controllable
   *     controllable}
   * @throws IllegalStateException if the server is down or closed
   */
  void pause();

  /**
   * Lets a paused server go on (SIGCONT). Does nothing if the server is not paused.
   *
   * @throws UnsupportedOperationException if the server is not {@linkplain #controllable
   *     controllable}
   * @throws IllegalStateException if the server is closed
   */
  void resume();

  /**
   * Starts the server again on the same data and the same port, and returns when it answers. A
   * running server is stopped in an orderly way first; one that was {@linkplain #kill killed}
   * recovers.
   *
   * @throws UnsupportedOperationException if the server is not {@linkplain #controllable
   *     controllable}
   * @throws IllegalStateException if the server is closed
   * @throws TestbedException if it does not start
   */
  void restart();

  /**
   * Returns the members of a server that consists of several, in the order of its URI. {@link
   * #kill} and its like act on all of them together. Empty for a server alone and for an external
   * one.
   */
  default List<ServerMember> members() {
    return List.of();
  }

  /**
   * Stops the server and removes its files, unless they lie in a {@linkplain ServerOptions#folder
   * folder that was given}. An external server is left alone. Closing twice does nothing.
   */
  @Override
  void close();
}
