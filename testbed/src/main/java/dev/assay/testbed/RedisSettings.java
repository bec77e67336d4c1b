package dev.assay.testbed;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Knows the settings with which a Redis server is started here. */
final class RedisSettings {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Set<String> RESERVED =
      Set.of("port", "bind", "dir", "daemonize", "pidfile", "logfile", "include", "requirepass");

  private RedisSettings() {}

  /**
   * Returns the settings of a server that keeps what it acknowledged, changed by those that were
   * given.
   *
   * @throws IllegalArgumentException if one of them cannot be chosen
   */
  static Map<String, String> durable(Map<String, String> given) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("appendonly", "yes");
    settings.put("appendfsync", "always");
    settings.put("save", "");
    settings.put("maxmemory-policy", "noeviction");
    given.forEach((name, value) -> settings.put(checked(name), printable(value)));
    return settings;
  }

  /** Returns a setting as a line of a configuration file. */
  static String line(String name, String value) {
    String text = printable(value).replace("\\", "\\\\").replace("\"", "\\\"");
    return "%s \"%s\"\n".formatted(name, text);
  }

  private static String printable(String value) {
    if (value.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("The value of a setting has no control characters.");
    }
    return value;
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
      throw new IllegalArgumentException("The setting '%s' cannot be chosen.".formatted(name));
    }
    return name;
  }
}
