package dev.assay.testbed;

import java.util.Map;
import java.util.Objects;

/** Looks at a Cassandra cluster that somebody else runs, by the first host of its URI. */
final class ExternalCassandra {

  private ExternalCassandra() {}

  static Server connect(String uri, Map<String, String> required) {
    CassandraUri parsed = CassandraUri.parse(uri);
    ServerFacts facts = CassandraProbe.facts(parsed);
    require(parsed, required);
    return new ExternalServer(
        uri,
        new ServerDescription(
            ServerKind.CASSANDRA, facts.version(), ServerMode.EXTERNAL, parsed.address()),
        facts.durability());
  }

  private static void require(CassandraUri uri, Map<String, String> required) {
    Map<String, String> actual = CassandraProbe.facts(uri, required.keySet()).durability();
    required.forEach(
        (name, value) -> {
          if (!Objects.equals(actual.get(name), value)) {
            throw new TestbedException(
                "Cassandra at %s has %s = '%s' where '%s' is needed: change the setting there, or use the embedded server."
                    .formatted(uri.address(), name, actual.getOrDefault(name, "unknown"), value));
          }
        });
  }
}
