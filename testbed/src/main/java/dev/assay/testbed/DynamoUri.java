package dev.assay.testbed;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads where {@code dynamodb://host:port/prefix?region=name&tls=true} points to. Without a host it
 * means Amazon's own service in that region.
 *
 * @param endpoint where requests go; empty if only the client of a store can know
 */
record DynamoUri(Optional<URI> endpoint) {
  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,40}");

  static DynamoUri parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Neither the text nor the exception may be shown: they may hold what was meant as a secret.
      throw malformed("it cannot be read");
    }
    if (!ServerKind.DYNAMODB.scheme().equals(uri.getScheme()) || uri.isOpaque()) {
      throw malformed("it does not begin with dynamodb://");
    }
    return uri.getRawAuthority() == null
        ? new DynamoUri(option(uri, "region").filter(REGION.asMatchPredicate()).map(DynamoUri::aws))
        : new DynamoUri(Optional.of(given(uri)));
  }

  private static URI aws(String region) {
    return URI.create("https://dynamodb." + region + ".amazonaws.com/");
  }

  private static URI given(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw malformed("it names no single host, or more than a host and a port");
    }
    String protocol = option(uri, "tls").filter("true"::equals).isPresent() ? "https" : "http";
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(protocol + "://" + uri.getHost() + port + "/");
  }

  private static Optional<String> option(URI uri, String name) {
    return Optional.ofNullable(uri.getRawQuery()).stream()
        .flatMap(query -> Arrays.stream(query.split("&", -1)))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  private static TestbedException malformed(String cause) {
    return new TestbedException(
        "The URI of the DynamoDB server is not valid (%s): write %s, or dynamodb:///assay?region=eu-west-1 for Amazon's own."
            .formatted(cause, ServerKind.DYNAMODB.example()));
  }
}
