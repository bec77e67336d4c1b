package dev.assay.testbed;

import java.util.Map;
import org.testcontainers.containers.GenericContainer;

/**
 * Starts OpenSearch on one node in a container: from the image {@code
 * opensearchproject/opensearch:3.8.0}, or what the environment variable {@code
 * ASSAY_OPENSEARCH_IMAGE} names.
 */
final class ContainerOpenSearch {

  private ContainerOpenSearch() {}

  static Server start(ServerOptions options, Map<String, String> environment) {
    ContainerServer.Recipe recipe =
        new ContainerServer.Recipe(
            "opensearchproject/opensearch:" + ServerLibraries.OPENSEARCH.version(),
            9200,
            container -> prepare(container, options.settings()),
            "",
            EmbeddedOpenSearch.PATH,
            uri -> OpenSearchProbe.facts(OpenSearchUri.parse(uri).address(), ""));
    return ContainerServer.start(ServerKind.OPENSEARCH, recipe, options, environment);
  }

  /**
   * The image takes settings of a node from its environment, and has users unless told otherwise.
   */
  private static void prepare(GenericContainer<?> container, Map<String, String> settings) {
    container
        .withEnv("discovery.type", "single-node")
        .withEnv("DISABLE_SECURITY_PLUGIN", "true")
        .withEnv("DISABLE_INSTALL_DEMO_CONFIG", "true")
        .withEnv("OPENSEARCH_JAVA_OPTS", "-Xms512m -Xmx512m");
    settings.forEach(container::withEnv);
  }
}
