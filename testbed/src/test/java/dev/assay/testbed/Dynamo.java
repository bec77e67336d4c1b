package dev.assay.testbed;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Talks to a DynamoDB server by its URI. */
final class Dynamo {
  private static final Pattern ID = Pattern.compile("\"N\":\"(-?\\d+)\"");

  private Dynamo() {}

  static void createTable(Server server) throws IOException {
    call(
        server,
        "CreateTable",
        """
        {"TableName": "note", "BillingMode": "PAY_PER_REQUEST",
         "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "N"}],
         "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}
        """);
  }

  static void put(Server server, int id) throws IOException {
    call(
        server,
        "PutItem",
        "{\"TableName\": \"note\", \"Item\": {\"id\": {\"N\": \"%d\"}}}".formatted(id));
  }

  /** Puts an item and its negative in one transaction. */
  static void putTogether(Server server, int id) throws IOException {
    String put = "{\"Put\": {\"TableName\": \"note\", \"Item\": {\"id\": {\"N\": \"%d\"}}}}";
    call(
        server,
        "TransactWriteItems",
        "{\"TransactItems\": [%s, %s]}".formatted(put.formatted(id), put.formatted(-id)));
  }

  static Set<Integer> ids(Server server) throws IOException {
    String answer = call(server, "Scan", "{\"TableName\": \"note\", \"ConsistentRead\": true}");
    return ID.matcher(answer)
        .results()
        .map(found -> Integer.parseInt(found.group(1)))
        .collect(Collectors.toSet());
  }

  static String call(Server server, String operation, String body) throws IOException {
    return call(server, operation, body, Duration.ofSeconds(20));
  }

  static String call(Server server, String operation, String body, Duration limit)
      throws IOException {
    URI endpoint = DynamoUri.parse(server.uri()).endpoint().orElseThrow();
    HttpURLConnection http = (HttpURLConnection) endpoint.toURL().openConnection();
    http.setConnectTimeout(Math.toIntExact(limit.toMillis()));
    http.setReadTimeout(Math.toIntExact(limit.toMillis()));
    http.setDoOutput(true);
    http.setRequestProperty("X-Amz-Target", "DynamoDB_20120810." + operation);
    http.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
    http.setRequestProperty(
        "Authorization",
        "AWS4-HMAC-SHA256 Credential=me/20250101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
    try (OutputStream out = http.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return new String(http.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
