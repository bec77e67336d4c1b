package dev.assay.testbed;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Knows the settings with which a PostgreSQL server is started here. */
final class PostgresSettings {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z0-9_]+)*");
  private static final Set<String> RESERVED =
      Set.of(
          "port",
          "listen_addresses",
          "unix_socket_directories",
          "data_directory",
          "external_pid_file");

  private PostgresSettings() {}

  /**
   * Returns the settings of a server that keeps what it acknowledged, changed by those that were
   * given.
   */
  static Map<String, String> durable(Map<String, String> given) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fsync", "on");
    settings.put("synchronous_commit", "on");
    settings.put("full_page_writes", "on");
    settings.put("max_connections", "200");
    settings.put("timezone", "UTC");
    given.forEach((name, value) -> settings.put(checked(name), value));
    return settings;
  }

  /** Returns the settings as lines of a configuration file. */
  static String lines(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(setting -> setting.getKey() + " = " + quoted(setting.getValue()) + "\n")
        .collect(Collectors.joining());
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      throw new IllegalArgumentException("The setting '%s' cannot be chosen.".formatted(name));
    }
    return name;
  }

  private static String quoted(String value) {
    if (value.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("The value of a setting has no control characters.");
    }
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
