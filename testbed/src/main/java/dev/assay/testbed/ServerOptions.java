package dev.assay.testbed;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Says which server to provide, and how. Immutable; begin with {@link #defaults}.
 *
 * @param mode the way to the server, if it matters; otherwise {@link Servers#start} chooses
 * @param uri the URI of an external server to use
 * @param settings settings of the server, such as {@code max_prepared_transactions} or {@code
 *     fsync}; an external server is checked to have them
 * @param folder where an embedded server keeps its data, so that they survive; created if it does
 *     not exist. Without it the data lie in a temporary folder that goes with the server
 * @param port the port of an embedded server on 127.0.0.1; otherwise a free one
 * @param nodes how many nodes an embedded server has; those of a kind that can have several
 * @param progress hears how far the start is
 */
public record ServerOptions(
    Optional<ServerMode> mode,
    Optional<String> uri,
    Map<String, String> settings,
    Optional<Path> folder,
    OptionalInt port,
    int nodes,
    Progress progress) {

  /** Copies the settings and checks the number of nodes. */
  public ServerOptions {
    if (nodes < 1) {
      throw new IllegalArgumentException("A server has at least one node.");
    }
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }

  /** Returns options that leave everything to {@link Servers#start}. */
  public static ServerOptions defaults() {
    return new ServerOptions(
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        OptionalInt.empty(),
        1,
        Progress.SILENT);
  }

  /** Returns these options with a way to the server. */
  public ServerOptions withMode(ServerMode value) {
    return new ServerOptions(Optional.of(value), uri, settings, folder, port, nodes, progress);
  }

  /** Returns these options with the URI of an external server. */
  public ServerOptions withUri(String value) {
    return new ServerOptions(mode, Optional.of(value), settings, folder, port, nodes, progress);
  }

  /** Returns these options with one more setting of the server. */
  public ServerOptions withSetting(String name, String value) {
    Map<String, String> more = new TreeMap<>(settings);
    more.put(name, value);
    return new ServerOptions(mode, uri, more, folder, port, nodes, progress);
  }

  /** Returns these options with a folder for data that survive. */
  public ServerOptions withFolder(Path value) {
    return new ServerOptions(mode, uri, settings, Optional.of(value), port, nodes, progress);
  }

  /** Returns these options with a port on 127.0.0.1. */
  public ServerOptions withPort(int value) {
    return new ServerOptions(mode, uri, settings, folder, OptionalInt.of(value), nodes, progress);
  }

  /** Returns these options with a number of nodes. */
  public ServerOptions withNodes(int value) {
    return new ServerOptions(mode, uri, settings, folder, port, value, progress);
  }

  /** Returns these options with a listener to the progress of the start. */
  public ServerOptions withProgress(Progress value) {
    return new ServerOptions(mode, uri, settings, folder, port, nodes, value);
  }

  /** Leaves out the URI, which may hold a password. */
  @Override
  public String toString() {
    return "ServerOptions[mode=%s, uri=%s, settings=%s, folder=%s, port=%s, nodes=%d]"
        .formatted(mode, uri.map(given -> "given"), settings, folder, port, nodes);
  }
}
