package dev.assay.spi;

import dev.assay.spi.internal.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a store: {@code scheme://user:password@host:port,host:port/path?option=value}.
 *
 * <p>The options {@code realm}, {@code timeout} and {@code hosts} mean the same for every adapter.
 * All parts but the scheme may be percent-encoded and are handed out decoded. {@link #toString()}
 * never shows a password, neither that of the user nor options whose name says that they are
 * secret. So that a password with an unencoded {@code /}, {@code ?} or {@code #} is not taken for a
 * host and a path, an unencoded {@code @} is refused behind hosts where a colon stands before.
 * Immutable.
 */
public final class StoreUri {

  /** The time budget of a call where the URI names none. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

  private static final Pattern SHAPE =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(/[^?#]*)?(?:\\?([^#]*))?(?:#(.*))?");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m)");
  private static final Pattern SECRET =
      Pattern.compile("(?i)pass|pwd|secret|token|credential|(api|access|private|ssl).?key");
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]:]+))(?::([0-9]{1,5}))?");

  private final String scheme;
  private final Optional<String> user;
  private final Optional<String> password;
  private final List<HostPort> hosts;
  private final String path;
  private final Map<String, String> options;
  private final Optional<String> fragment;

  private StoreUri(Matcher parts) {
    scheme = parts.group(1).toLowerCase(Locale.ROOT);
    String authority = parts.group(2);
    checkBehind(authority, parts.end(2), parts);
    int at = authority.lastIndexOf('@');
    String userInfo = at < 0 ? "" : authority.substring(0, at);
    int colon = userInfo.indexOf(':');
    user = text(colon < 0 ? userInfo : userInfo.substring(0, colon));
    password = text(colon < 0 ? "" : userInfo.substring(colon + 1));
    hosts = hosts(authority.substring(at + 1));
    path = PercentCode.decode(parts.group(3) == null ? "" : parts.group(3).substring(1));
    options = options(parts.group(4) == null ? "" : parts.group(4));
    fragment = text(parts.group(5) == null ? "" : parts.group(5));
  }

  private StoreUri(StoreUri other, List<HostPort> hosts, Map<String, String> options) {
    scheme = other.scheme;
    user = other.user;
    password = other.password;
    this.hosts = hosts;
    path = other.path;
    this.options = Collections.unmodifiableMap(options);
    fragment = other.fragment;
  }

  /**
   * Parses a URI.
   *
   * @throws IllegalArgumentException if the text has not the shape of a store URI; the message
   *     shows no part of it that could be a password
   */
  public static StoreUri parse(String text) {
    Matcher parts = SHAPE.matcher(text.trim());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "This is not a store URI; it should look like scheme://user@host:port/name?realm=acme");
    }
    return new StoreUri(parts);
  }

  /** Returns the scheme in lower case; it picks the provider. */
  public String scheme() {
    return scheme;
  }

  /** Returns the user, if one is named. */
  public Optional<String> user() {
    return user;
  }

  /** Returns the password, if one is given. Never log it. */
  public Optional<String> password() {
    return password;
  }

  /** Returns the hosts in their order; empty if the URI names none. */
  public List<HostPort> hosts() {
    return hosts;
  }

  /** Returns what stands between the hosts and the options, without the first slash. */
  public String path() {
    return path;
  }

  /** Returns what stands behind {@code #}. */
  public Optional<String> fragment() {
    return fragment;
  }

  /** Returns the realm; {@link Realm#DEFAULT} if the URI names none. */
  public Realm realm() {
    return option("realm").map(Realm::new).orElse(Realm.DEFAULT);
  }

  /**
   * Returns the time budget of a call; {@link #DEFAULT_TIMEOUT} if the URI names none.
   *
   * @throws IllegalArgumentException if it is not a positive number with unit: 500ms, 5s, 2m
   */
  public Duration timeout() {
    return duration("timeout").orElse(DEFAULT_TIMEOUT);
  }

  /**
   * Tells whether only the hosts of this URI may be connected to, and none of the others that their
   * servers tell of: {@code hosts=named}. For clusters behind a proxy or a forwarded port. Stores
   * whose servers tell of no others need not look.
   *
   * @throws IllegalArgumentException if the option has another value than {@code named} or {@code
   *     all}
   */
  public boolean namedHostsOnly() {
    String value = option("hosts").orElse("all");
    if (!value.equals("named") && !value.equals("all")) {
      throw new IllegalArgumentException("The option 'hosts' must be 'named' or 'all'");
    }
    return value.equals("named");
  }

  /**
   * Returns an option as a time.
   *
   * @throws IllegalArgumentException if it is not a positive number with unit: 500ms, 5s, 2m
   */
  public Optional<Duration> duration(String name) {
    return option(name).map(value -> parseTime(name, value));
  }

  /**
   * Returns an option as a whole number.
   *
   * @throws IllegalArgumentException if it is not a whole number from {@code least} to {@code most}
   */
  public Optional<Integer> number(String name, int least, int most) {
    return option(name).map(value -> parseNumber(name, value, least, most));
  }

  /** Returns an option. */
  public Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }

  /** Returns all options, in their order; the common ones included. */
  public Map<String, String> options() {
    return options;
  }

  /**
   * Checks that the URI has no option but {@code realm}, {@code timeout}, {@code hosts} and the
   * known ones, so that a misspelt option is not passed over in silence.
   *
   * @throws IllegalArgumentException if there is another; the message lists the known ones
   */
  public void allowOptions(String... known) {
    Set<String> allowed = new TreeSet<>(List.of(known));
    allowed.addAll(List.of("realm", "timeout", "hosts"));
    for (String name : options.keySet()) {
      if (!allowed.contains(name)) {
        throw new IllegalArgumentException(
            "Unknown option '%s' for %s; known are %s".formatted(name, scheme, allowed));
      }
    }
  }

  /** Returns this URI with one option set. */
  public StoreUri with(String option, String value) {
    Map<String, String> copy = new LinkedHashMap<>(options);
    copy.put(option, value);
    return new StoreUri(this, hosts, copy);
  }

  /**
   * Returns the same URI for another server, such as a proxy before the first one.
   *
   * @param host a host name or an IP address
   * @param port from 1 to 65535
   */
  public StoreUri at(String host, int port) {
    return new StoreUri(this, List.of(new HostPort(host, port)), options);
  }

  /**
   * Returns the URI with every secret replaced by {@code ***}; fit for logs and reports. Without
   * secrets, it parses to the same parts.
   */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(scheme).append("://");
    out.append(user.map(u -> PercentCode.encode(u, "")).orElse(""));
    out.append(password.isPresent() ? ":***" : "");
    out.append(user.isPresent() || password.isPresent() ? "@" : "");
    out.append(String.join(",", hosts.stream().map(HostPort::encoded).toList()));
    out.append(path.isEmpty() ? "" : "/" + PercentCode.encode(path, "/:,"));
    String separator = "?";
    for (Map.Entry<String, String> option : options.entrySet()) {
      boolean secret = SECRET.matcher(option.getKey()).find();
      out.append(separator).append(PercentCode.encode(option.getKey(), "")).append('=');
      out.append(secret ? "***" : PercentCode.encode(option.getValue(), "/:,"));
      separator = "&";
    }
    fragment.ifPresent(f -> out.append('#').append(PercentCode.encode(f, "/:,")));
    return out.toString();
  }

  private static void checkBehind(String authority, int end, Matcher parts) {
    boolean colon = authority.indexOf(':') >= 0;
    if (colon && parts.group().indexOf('@', end) >= 0) {
      throw new IllegalArgumentException(
          "An '@' stands behind the hosts of the store URI; write '/', '?', '#' and '@' inside"
              + " passwords and names as %2F, %3F, %23 and %40");
    }
  }

  private static List<HostPort> hosts(String text) {
    List<HostPort> hosts = new ArrayList<>();
    for (String host : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      hosts.add(HostPort.parse(host));
    }
    return List.copyOf(hosts);
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = PercentCode.decode(equals < 0 ? pair : pair.substring(0, equals));
      if (options.put(name, equals < 0 ? "" : PercentCode.decode(pair.substring(equals + 1)))
          != null) {
        throw new IllegalArgumentException("The option '%s' stands twice".formatted(name));
      }
    }
    return Collections.unmodifiableMap(options);
  }

  private static Duration parseTime(String name, String value) {
    Matcher time = TIME.matcher(value);
    long amount = time.matches() ? Long.parseLong(time.group(1)) : 0;
    if (amount == 0) {
      throw new IllegalArgumentException(
          "The option '%s' must be a positive time such as 500ms, 5s or 2m".formatted(name));
    }
    return switch (time.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private static int parseNumber(String name, String value, int least, int most) {
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message that says what is allowed.
    }
    throw new IllegalArgumentException(
        "The option '%s' must be a whole number from %d to %d".formatted(name, least, most));
  }

  private static Optional<String> text(String encoded) {
    return encoded.isEmpty() ? Optional.empty() : Optional.of(PercentCode.decode(encoded));
  }

  /**
   * A host with an optional port.
   *
   * @param host a name or an address; IPv6 addresses without brackets
   * @param port the port; 0 if none is named
   */
  public record HostPort(String host, int port) {

    /** Checks the bounds. */
    public HostPort {
      Checks.id("host", host);
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("A port must be a number from 1 to 65535");
      }
    }

    /** Returns the port, or {@code fallback} if none is named. */
    public int portOr(int fallback) {
      return port == 0 ? fallback : port;
    }

    @Override
    public String toString() {
      return text(host);
    }

    private String encoded() {
      return text(PercentCode.encode(host, ":"));
    }

    private String text(String name) {
      String shown = host.contains(":") ? "[" + name + "]" : name;
      return port == 0 ? shown : shown + ":" + port;
    }

    private static HostPort parse(String text) {
      Matcher parts = HOST.matcher(text);
      if (!parts.matches()) {
        // Without the text, which may be a misplaced password.
        throw new IllegalArgumentException(
            "A host of the store URI must look like name, name:port or [address]:port, with a port"
                + " from 1 to 65535");
      }
      String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
      return new HostPort(PercentCode.decode(host), port(parts.group(3)));
    }

    private static int port(@Nullable String digits) {
      int port = digits == null ? 0 : Integer.parseInt(digits);
      if (digits != null && port == 0) {
        throw new IllegalArgumentException("A port must be a number from 1 to 65535");
      }
      return port;
    }
  }
}
