package dev.assay.testbed;

import java.util.Map;
import java.util.Objects;

/** Looks at a Redis that somebody else runs, where it speaks without TLS. */
final class ExternalRedis {

  private ExternalRedis() {}

  static Server connect(String uri, Map<String, String> required) {
    RedisUri parsed = RedisUri.parse(uri);
    if (!parsed.plain()) {
      return unseen(uri, parsed, required);
    }
    ServerFacts facts = RedisProbe.facts(parsed);
    require(parsed, required);
    return server(uri, parsed, facts);
  }

  private static Server unseen(String uri, RedisUri parsed, Map<String, String> required) {
    if (!required.isEmpty()) {
      throw new TestbedException(
          "The settings of a Redis behind TLS or sentinels are not checked: leave them out, or use the embedded server.");
    }
    return server(uri, parsed, new ServerFacts("of a version unknown", Map.of()));
  }

  private static Server server(String uri, RedisUri parsed, ServerFacts facts) {
    return new ExternalServer(
        uri,
        new ServerDescription(
            ServerKind.REDIS, facts.version(), ServerMode.EXTERNAL, parsed.address()),
        facts.durability());
  }

  private static void require(RedisUri uri, Map<String, String> required) {
    Map<String, String> actual = RedisProbe.facts(uri, required.keySet()).durability();
    required.forEach(
        (name, value) -> {
          if (!Objects.equals(actual.get(name), value)) {
            throw new TestbedException(
                "Redis at %s has %s = '%s' where '%s' is needed: change the setting there, or use the embedded server."
                    .formatted(uri.address(), name, actual.getOrDefault(name, "unknown"), value));
          }
        });
  }
}
