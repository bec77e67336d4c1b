package dev.assay.testbed;

import java.util.Map;
import java.util.Objects;

/** Is a PostgreSQL server that somebody else runs. */
final class ExternalPostgres implements Server {
  private final String uri;
  private final ServerDescription description;
  private final Map<String, String> durability;

  private ExternalPostgres(
      String uri, ServerDescription description, Map<String, String> durability) {
    this.uri = uri;
    this.description = description;
    this.durability = durability;
  }

  static ExternalPostgres connect(String uri, Map<String, String> required) {
    PostgresUri parsed = PostgresUri.parse(uri);
    PostgresProbe probe = PostgresProbe.of(parsed);
    require(parsed, required);
    return new ExternalPostgres(
        uri,
        new ServerDescription(
            ServerKind.POSTGRES,
            probe.version(),
            ServerMode.EXTERNAL,
            parsed.address() + "/" + parsed.database()),
        probe.durability());
  }

  private static void require(PostgresUri uri, Map<String, String> required) {
    Map<String, String> actual = PostgresProbe.settings(uri, required.keySet());
    required.forEach(
        (name, value) -> {
          if (!Objects.equals(actual.get(name), value)) {
            throw new TestbedException(
                "PostgreSQL at %s has %s = '%s' where '%s' is needed: change the setting there, or use the embedded server."
                    .formatted(uri.address(), name, actual.getOrDefault(name, "unknown"), value));
          }
        });
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public ServerDescription description() {
    return description;
  }

  @Override
  public Map<String, String> durability() {
    return durability;
  }

  @Override
  public boolean controllable() {
    return false;
  }

  @Override
  public void kill() {
    throw refusal();
  }

  @Override
  public void pause() {
    throw refusal();
  }

  @Override
  public void resume() {
    throw refusal();
  }

  @Override
  public void restart() {
    throw refusal();
  }

  private static UnsupportedOperationException refusal() {
    return new UnsupportedOperationException(
        "An external server is not killed, paused or restarted from here.");
  }

  @Override
  public void close() {
    // It was running before, and goes on.
  }

  @Override
  public String toString() {
    return description.toString();
  }
}
