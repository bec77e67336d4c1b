package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.hc.core5.http.HttpHost;
import org.opensearch.client.json.JsonpMapper;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.Endpoint;
import org.opensearch.client.transport.GenericEndpoint;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.TransportOptions;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/** Stands between a store and the real server, and spoils the next bulk requests as it is told. */
final class Meddler implements OpenSearchTransport {

  /** What is done to one request; hands out the answer that the store gets. */
  private interface Trick {
    CompletableFuture<Response> play(Request request, Sender sender) throws IOException;
  }

  /** Sends a request to the server, or makes an answer up. */
  private interface Sender {
    CompletableFuture<Response> send(Request request);

    Response answer(int status, String body) throws IOException;
  }

  private final OpenSearchTransport server =
      ApacheHttpClient5TransportBuilder.builder(
              new HttpHost(
                  "http",
                  TestServer.uri().hosts().get(0).host(),
                  TestServer.uri().hosts().get(0).port()))
          .build();
  private final Queue<Trick> tricks = new ConcurrentLinkedQueue<>();

  OpenSearchClient client() {
    return new OpenSearchClient(this);
  }

  /** Lets the server apply the next bulk request, and loses the answer after something happened. */
  void loseNextAnswer(Runnable meanwhile) {
    tricks.add(
        (request, sender) ->
            sender
                .send(request)
                .thenCompose(
                    answer -> {
                      meanwhile.run();
                      return CompletableFuture.failedFuture(new IOException("connection reset"));
                    }));
  }

  /** Answers the next bulk request with a status, without sending it. */
  void refuseNext(int status) {
    tricks.add((request, sender) -> CompletableFuture.completedFuture(sender.answer(status, "{}")));
  }

  /** Takes one write out of the next bulk request and answers that it met a status of its own. */
  void failItem(int place, int status) {
    tricks.add((request, sender) -> withoutItem(request, sender, place, status));
  }

  /** Tells whether everything was spoiled that was to be. */
  boolean isDone() {
    return tricks.isEmpty();
  }

  private static CompletableFuture<Response> withoutItem(
      Request request, Sender sender, int place, int status) {
    String body = request.getBody().map(Body::bodyAsString).orElse("");
    List<String> lines = new ArrayList<>(List.of(body.split("\n")));
    lines.remove(2 * place);
    lines.remove(2 * place);
    Request rest =
        Requests.create(
            request.getMethod(),
            request.getEndpoint(),
            List.of(),
            Map.of(),
            Body.from(
                (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8),
                "application/x-ndjson"));
    return sender
        .send(rest)
        .thenApply(
            answer -> {
              try {
                String text = answer.getBody().map(Body::bodyAsString).orElse("");
                return sender.answer(200, withItem(JsonObject.parse(text), place, status));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private static String withItem(JsonObject answer, int place, int status) {
    List<Json> items = new ArrayList<>(Answer.list(answer, "items"));
    items.add(
        place,
        JsonObject.of(
            "index",
            JsonObject.EMPTY
                .with("status", status)
                .with("error", JsonObject.EMPTY.with("type", "x").with("reason", "made up"))));
    return answer.with("items", new JsonArray(items)).toString();
  }

  @Override
  public <Q, A, E> A performRequest(
      Q request, Endpoint<Q, A, E> endpoint, TransportOptions options) {
    throw new UnsupportedOperationException("The store asks in the other way");
  }

  @Override
  @SuppressWarnings("unchecked")
  public <Q, A, E> CompletableFuture<A> performRequestAsync(
      Q request, Endpoint<Q, A, E> endpoint, TransportOptions options) {
    boolean bulk = ((Request) request).getEndpoint().equals("/_bulk");
    Trick trick = bulk ? tricks.poll() : null;
    if (trick == null) {
      return server.performRequestAsync(request, endpoint, options);
    }
    Sender sender =
        new Sender() {
          @Override
          public CompletableFuture<Response> send(Request some) {
            return server.performRequestAsync(
                some, (Endpoint<Request, Response, E>) endpoint, options);
          }

          @Override
          public Response answer(int status, String body) throws IOException {
            return ((GenericEndpoint<Request, Response>) endpoint)
                .responseDeserializer(
                    "/_bulk",
                    "POST",
                    "HTTP/1.1",
                    status,
                    "",
                    List.of(),
                    "application/json",
                    new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
          }
        };
    try {
      return (CompletableFuture<A>) trick.play((Request) request, sender);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public JsonpMapper jsonpMapper() {
    return server.jsonpMapper();
  }

  @Override
  public TransportOptions options() {
    return server.options();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
