package dev.assay.testbed;

import java.util.Map;
import java.util.Objects;

/** Looks at a PostgreSQL server that somebody else runs. */
final class ExternalPostgres {

  private ExternalPostgres() {}

  static Server connect(String uri, Map<String, String> required) {
    PostgresUri parsed = PostgresUri.parse(uri);
    PostgresProbe probe = PostgresProbe.of(parsed);
    require(parsed, required);
    return new ExternalServer(
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
}
