package dev.assay.testbed;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * Starts PostgreSQL in a container: from the image {@code postgres:18}, or what the environment
 * variable {@code ASSAY_POSTGRES_IMAGE} names.
 */
final class ContainerPostgres {
  private static final String USER = "assay";
  private static final String DATABASE = "postgres";

  private ContainerPostgres() {}

  static Server start(ServerOptions options, Map<String, String> environment) {
    String password = password();
    Map<String, String> settings = PostgresSettings.durable(options.settings());
    ContainerServer.Recipe recipe =
        new ContainerServer.Recipe(
            "postgres:18",
            5432,
            container -> prepare(container, settings, password),
            USER + ":" + password + "@",
            DATABASE,
            uri -> PostgresProbe.of(PostgresUri.parse(uri)).facts());
    return ContainerServer.start(ServerKind.POSTGRES, recipe, options, environment);
  }

  private static void prepare(
      GenericContainer<?> container, Map<String, String> settings, String password) {
    List<String> command = new ArrayList<>(List.of("postgres"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    container
        .withEnv("POSTGRES_USER", USER)
        .withEnv("POSTGRES_PASSWORD", password)
        .withEnv("POSTGRES_DB", DATABASE)
        .withCommand(command.toArray(String[]::new))
        // The image starts the server once for itself, to prepare it, and then for good.
        .waitingFor(
            Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2)
                .withStartupTimeout(ContainerServer.START_LIMIT));
  }

  private static String password() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
