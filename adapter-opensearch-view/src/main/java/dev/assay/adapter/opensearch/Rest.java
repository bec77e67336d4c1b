package dev.assay.adapter.opensearch;

import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.httpclient5.ResponseException;

/**
 * Sends requests over the driver and waits for their answers, each within a deadline. Thread-safe.
 *
 * <p>Every answer is judged by its status: depending on the transport the driver hands a refusal
 * out as an answer or throws it. A request is sent once; it goes to another host only where it
 * certainly has not left. Reads are sent again as long as there is time.
 */
final class Rest {

  private static final int MAX_READINGS = 3;
  private static final int MOST_SAID = 300;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final List<OpenSearchClient> clients;
  private final String server;
  private final AtomicInteger preferred = new AtomicInteger();

  /**
   * Creates the sender.
   *
   * @param clients one for each host
   * @param server names the server for a person
   */
  Rest(List<OpenSearchClient> clients, String server) {
    this.clients = clients;
    this.server = server;
  }

  /** Sends a request once. */
  Answer send(Request request, Deadline deadline) throws SendFailure {
    int first = Math.floorMod(preferred.get(), clients.size());
    for (int i = 0; ; i++) {
      try {
        return send(request, deadline, clients.get((first + i) % clients.size()));
      } catch (SendFailure e) {
        // Whoever comes next begins with another host.
        preferred.compareAndSet(first + i, first + i + 1);
        if (e.maybeSent() || i == clients.size() - 1 || deadline.passed()) {
          throw e;
        }
      }
    }
  }

  private Answer send(Request request, Deadline deadline, OpenSearchClient client)
      throws SendFailure {
    if (Thread.currentThread().isInterrupted()) {
      throw new SendFailure(false, request.what() + " was interrupted before it was sent.", null);
    }
    if (deadline.passed()) {
      throw new SendFailure(
          false, request.what() + " was not sent: its time budget is used up.", null);
    }
    CompletableFuture<Response> answer = client.generic().executeAsync(driverRequest(request));
    try {
      return read(answer.get(deadline.leftNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SendFailure(true, request.what() + " was interrupted.", e);
    } catch (TimeoutException e) {
      String sentence = "%s was not answered by %s within the time budget.";
      throw new SendFailure(true, sentence.formatted(request.what(), server), e);
    } catch (ExecutionException | RuntimeException | java.io.IOException e) {
      return refusal(request, e);
    }
  }

  private static org.opensearch.client.opensearch.generic.Request driverRequest(Request request) {
    Requests.JsonBodyBuilder builder =
        Requests.builder()
            .method(request.method())
            .endpoint(request.path())
            .query(request.parameters());
    if (!request.body().isEmpty()) {
      byte[] bytes = request.body().getBytes(StandardCharsets.UTF_8);
      Optional.ofNullable(Body.from(bytes, request.type())).ifPresent(builder::body);
    }
    return builder.build();
  }

  private static Answer read(Response response) throws java.io.IOException {
    try (response) {
      return answer(response.getStatus(), response.getBody().map(Body::bodyAsString).orElse(""));
    }
  }

  // An error page of something between here and the server is no JSON; its status still counts.
  private static Answer answer(int status, String text) {
    try {
      return new Answer(status, text.isBlank() ? JsonObject.EMPTY : JsonObject.parse(text));
    } catch (InvalidJson e) {
      if (status < 400) {
        throw e;
      }
      return new Answer(status, JsonObject.EMPTY);
    }
  }

  private Answer refusal(Request request, Exception error) throws SendFailure {
    Optional<ResponseException> refused = OpenSearchErrors.cause(error, ResponseException.class);
    if (refused.isEmpty()) {
      throw OpenSearchErrors.unanswered(request.what(), server, error);
    }
    return new Answer(refused.get().status(), JsonObject.EMPTY.with("error", said(refused.get())));
  }

  // What the driver throws hands its body out in the message alone, which serves a person.
  private static String said(ResponseException refused) {
    String message = String.valueOf(refused.getMessage());
    String body = message.substring(message.indexOf('\n') + 1);
    return body.replaceAll("\\p{Cntrl}|\\p{Cs}", " ")
        .substring(0, Math.min(body.length(), MOST_SAID));
  }

  /**
   * Asks for what changes nothing, again and again while the server is busy or breaks.
   *
   * @return an answer that is a success, or one of the given statuses
   * @throws StoreUnavailable if there is none in time
   */
  Answer read(Request request, Deadline deadline, Integer... allowed) {
    Duration pause = FIRST_PAUSE;
    int unanswered = 0;
    while (true) {
      try {
        Answer answer = send(request, deadline);
        if (answer.succeeded() || List.of(allowed).contains(answer.status())) {
          return answer;
        }
        boolean forGood = answer.refused() && answer.status() != Answer.TOO_MANY;
        if (forGood || !pause(pause, deadline)) {
          throw OpenSearchErrors.refused(request.what(), answer.status(), answer.reason());
        }
        pause = longer(pause);
      } catch (SendFailure e) {
        unanswered++;
        if (!e.maybeSent()
            || unanswered == MAX_READINGS
            || Thread.currentThread().isInterrupted()
            || deadline.passed()) {
          throw OpenSearchErrors.unread(e);
        }
      }
    }
  }

  /** Waits before a busy server is asked again; answers false if there is no time for that. */
  static boolean pause(Duration pause, Deadline deadline) {
    long nanos = pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos());
    if (deadline.leftNanos() <= nanos) {
      return false;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  static Duration firstPause() {
    return FIRST_PAUSE;
  }

  String server() {
    return server;
  }
}
