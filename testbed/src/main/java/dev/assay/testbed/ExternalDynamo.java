package dev.assay.testbed;

import java.util.Map;

/** Looks at a DynamoDB that somebody else runs. */
final class ExternalDynamo {

  private ExternalDynamo() {}

  static Server connect(String uri, Map<String, String> required) {
    if (!required.isEmpty()) {
      throw new TestbedException(
          "DynamoDB has no settings that could be checked: leave them out, or use the embedded server.");
    }
    DynamoUri parsed = DynamoUri.parse(uri);
    parsed.endpoint().ifPresent(DynamoProbe::check);
    return new ExternalServer(
        uri,
        new ServerDescription(
            ServerKind.DYNAMODB,
            // It tells nobody.
            "of a version unknown",
            ServerMode.EXTERNAL,
            parsed.endpoint().map(Object::toString).orElse("in the region of the environment")),
        Map.of());
  }
}
