package dev.assay.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts Redis in a container: from the image {@code redis:7.2}, or what the environment variable
 * {@code ASSAY_REDIS_IMAGE} names.
 */
final class ContainerRedis {

  private ContainerRedis() {}

  static Server start(ServerOptions options, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of("redis-server"));
    RedisSettings.durable(options.settings())
        .forEach((name, value) -> command.addAll(List.of("--" + name, value)));
    ContainerServer.Recipe recipe =
        new ContainerServer.Recipe(
            "redis:7.2",
            6379,
            container -> container.withCommand(command.toArray(new String[0])),
            "",
            "0",
            uri -> RedisProbe.facts(RedisUri.parse(uri)));
    return ContainerServer.start(ServerKind.REDIS, recipe, options, environment);
  }
}
