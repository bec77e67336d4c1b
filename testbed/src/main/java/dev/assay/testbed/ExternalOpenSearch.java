package dev.assay.testbed;

import java.util.Map;

/** Looks at an OpenSearch that somebody else runs. */
final class ExternalOpenSearch {

  private ExternalOpenSearch() {}

  static Server connect(String uri, Map<String, String> required) {
    if (!required.isEmpty()) {
      throw new TestbedException(
          "The settings of an external OpenSearch cannot be checked: leave them out, or use the embedded server.");
    }
    OpenSearchUri parsed = OpenSearchUri.parse(uri);
    ServerFacts facts = OpenSearchProbe.facts(parsed.address(), parsed.authorization());
    return new ExternalServer(
        uri,
        new ServerDescription(
            ServerKind.OPENSEARCH,
            facts.version(),
            ServerMode.EXTERNAL,
            parsed.address().getAuthority()),
        facts.durability());
  }
}
