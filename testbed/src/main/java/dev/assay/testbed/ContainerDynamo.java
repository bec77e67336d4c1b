package dev.assay.testbed;

import java.util.Map;
import org.testcontainers.containers.GenericContainer;

/**
 * Starts DynamoDB Local in a container: from the image {@code amazon/dynamodb-local:3.3.1}, or what
 * the environment variable {@code ASSAY_DYNAMODB_IMAGE} names. It is the server as it comes: it
 * answers a transaction before it commits it, so that a kill can lose what was acknowledged.
 */
final class ContainerDynamo {

  /** Belongs to the user that the server runs as, unlike a folder made for the purpose. */
  private static final String DATA = "/home/dynamodblocal";

  private ContainerDynamo() {}

  static Server start(ServerOptions options, Map<String, String> environment) {
    EmbeddedDynamo.refuseSettings(options.settings());
    ContainerServer.Recipe recipe =
        new ContainerServer.Recipe(
            "amazon/dynamodb-local:" + ServerLibraries.DYNAMODB.version(),
            8000,
            ContainerDynamo::prepare,
            "",
            EmbeddedDynamo.PATH + "&storage=file",
            ContainerDynamo::ask);
    return ContainerServer.start(ServerKind.DYNAMODB, recipe, options, environment);
  }

  private static void prepare(GenericContainer<?> container) {
    container.withCommand(
        "-jar", "DynamoDBLocal.jar", "-disableTelemetry", "-sharedDb", "-dbPath", DATA);
  }

  private static ServerFacts ask(String uri) {
    DynamoUri.parse(uri).endpoint().ifPresent(DynamoProbe::check);
    return new ServerFacts("Local", Map.of("InMemory", "false"));
  }
}
