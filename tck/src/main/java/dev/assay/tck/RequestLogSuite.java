package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assay.spi.Capability;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Proves that requests are recorded before they are processed, and found again. */
@Requires(Capability.REQUEST_LOG)
public abstract class RequestLogSuite extends EventStoreSuite {

  /** Rounds of racing receipts in the quick profile. */
  static final int ROUNDS = 25;

  private static final int THREADS = 8;

  @Test
  @Rule("REQUEST-LOG-1")
  void theFirstContentWinsAndEachReceiptIsCounted() {
    Request first = request(stream(), name("saga"));
    LoggedRequest received = log().record(first);
    assertThat(received.request()).isEqualTo(first);
    assertThat(received.received()).isEqualTo(1);
    assertThat(received.lastAt()).isEqualTo(received.firstAt());
    for (int count = 2; count <= 4; count++) {
      LoggedRequest last = received;
      received = log().record(another(first));
      assertThat(received.request()).isEqualTo(first);
      assertThat(received.received()).isEqualTo(count);
      assertThat(received.firstAt()).isEqualTo(last.firstAt());
      assertThat(received.lastAt()).isAfterOrEqualTo(last.lastAt());
    }
    assertThat(find(first)).contains(received);
  }

  @Test
  @Rule("REQUEST-LOG-2")
  void racingReceiptsAreCountedExactly() {
    int rounds = pick(ROUNDS, 100);
    List<EventStore> handles = List.of(store(), another());
    for (int round = 0; round < rounds; round++) {
      raceToRecord(handles);
    }
    evidence("rounds", rounds);
    evidence("threads", THREADS);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void raceToRecord(List<EventStore> handles) {
    Request request = request(stream(), "race");
    List<Outcome<LoggedRequest>> outcomes =
        Race.of(THREADS)
            .run(i -> log(handles.get(i % 2)).record(withBody(request, "body of thread " + i)));
    LoggedRequest logged = find(request).orElseThrow();
    for (Outcome<LoggedRequest> outcome : outcomes) {
      assertThat(outcome.value().request())
          .as("the content that each caller was told")
          .isEqualTo(logged.request());
      assertThat(outcome.value().received()).isBetween(1L, (long) THREADS);
    }
    assertThat(logged.received()).as("count after %d receipts", THREADS).isEqualTo(THREADS);
  }

  @Test
  @Rule("REQUEST-LOG-3")
  void theLastErrorIsRemembered() {
    Request request = request(stream(), name("saga"));
    assertThat(fail(request, "too early")).as("whether the request is in the log").isFalse();
    assertThat(find(request)).isEmpty();
    assertThat(log().record(request).error()).isEmpty();
    assertThat(fail(request, "first error")).isTrue();
    assertThat(fail(request, "it's \"the\" last\n\u00e9rror \ud83d\ude00")).isTrue();
    assertThat(log().record(request).error())
        .contains("it's \"the\" last\n\u00e9rror \ud83d\ude00");
    assertThat(find(request).flatMap(LoggedRequest::error))
        .contains("it's \"the\" last\n\u00e9rror \ud83d\ude00");
  }

  @Test
  @Rule("REQUEST-LOG-3")
  void anErrorIsCutAfter4000CodePoints() {
    Request request = request(stream(), name("saga"));
    log().record(request);
    String longest = "\ud83d\ude00".repeat(RequestLog.MAX_ERROR);
    for (String error : List.of(longest, longest + "x", longest + "\ud83d\ude00".repeat(1000))) {
      assertThat(fail(request, error)).isTrue();
      assertThat(find(request).flatMap(LoggedRequest::error)).contains(longest);
    }
    assertThat(fail(request, "")).isTrue();
    assertThat(find(request).flatMap(LoggedRequest::error)).contains("");
    assertThatIllegalArgumentException().isThrownBy(() -> fail(request, "a\u0000b"));
  }

  @Test
  @Rule("REQUEST-LOG-4")
  void aRequestIsFoundByStreamAndId() {
    RequestId id = request();
    StreamId one = new StreamId("a", name("x"));
    List<Request> requests =
        List.of(
            new Request(one, id, "saga", body()),
            new Request(new StreamId("b", one.id()), id, "saga", body()),
            new Request(new StreamId("a", one.id() + "x"), id, "saga", body()),
            new Request(one, new RequestId(id.value() + " "), "saga", body()));
    requests.forEach(log()::record);
    RequestLog elsewhere = log(another());
    for (Request request : requests) {
      LoggedRequest found = elsewhere.find(request.stream(), request.request()).orElseThrow();
      assertThat(found.request()).isEqualTo(request);
      assertThat(found.received()).isEqualTo(1);
    }
    assertThat(elsewhere.find(one, new RequestId("unknown"))).isEmpty();
  }

  @Test
  @Rule("REQUEST-LOG-5")
  void anInteractionIsListedInTheOrderOfFirstReceipt() {
    String saga = name("Saga");
    List<Request> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Request request = request(stream(), saga);
      log().record(request);
      expected.add(request);
      log()
          .record(
              request(stream(), i % 2 == 0 ? saga + " " : saga.toLowerCase(java.util.Locale.ROOT)));
    }
    log().record(another(expected.get(0)));
    commitAs(expected.get(1));
    fail(expected.get(2), "broken");
    for (int size : new int[] {1, 2, 3, 6, 7, 8, 1000}) {
      assertThat(pages(after -> log().findByInteraction(saga, after, size), size))
          .as("pages of %d", size)
          .isEqualTo(expected);
    }
    assertThat(log().findByInteraction("unknown", Optional.empty(), 10))
        .isEqualTo(new Page<>(List.of(), Optional.empty()));
  }

  @Test
  @Rule("REQUEST-LOG-6")
  void pendingAreTheRequestsWithoutAReceipt() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      requests.add(request(stream(), "saga " + i % 2));
      log().record(requests.get(i));
    }
    assertPending(requests);
    fail(requests.get(0), "failed once");
    log().record(another(requests.get(1)));
    assertPending(requests);
    commitAs(requests.remove(4));
    assertPending(requests);
    Request withoutEvents = requests.remove(2);
    committed(store().commit(Commit.to(withoutEvents.stream(), withoutEvents.request()).build()));
    assertPending(requests);
    Request failedBefore = requests.remove(0);
    commitAs(failedBefore);
    log().record(failedBefore);
    assertPending(requests);
  }

  @Test
  @Rule("REQUEST-LOG-7")
  void aCommitNeedsNoLoggedRequest() {
    Request late = request(stream(), "saga");
    Receipt receipt = commitAs(late);
    LoggedRequest logged = log().record(late);
    assertThat(logged.receipt()).contains(receipt);
    assertThat(logged.received()).isEqualTo(1);
    assertThat(find(late).flatMap(LoggedRequest::receipt)).contains(receipt);
    assertPending(List.of());
  }

  @Test
  @Rule("REQUEST-LOG-7")
  void aLoggedRequestIsJudgedLikeAnyOther() {
    StreamId stream = stream();
    Request request = request(stream, "saga");
    log().record(request);
    log().record(request);
    Commit.Builder commit = Commit.to(stream, request.request()).events(events(2));
    assertThat(conflict(store().commit(commit.expecting(ExpectedVersion.exactly(1)).build())))
        .isZero();
    assertPending(List.of(request));
    assertThat(find(request).flatMap(LoggedRequest::receipt)).isEmpty();
    Receipt receipt = committed(store().commit(commit.expecting(ExpectedVersion.any()).build()));
    assertThat(receipt.after()).isEqualTo(2);
    assertThat(find(request).flatMap(LoggedRequest::receipt)).contains(receipt);
    assertThat(log().findByInteraction("saga", Optional.empty(), 10).items())
        .singleElement()
        .isEqualTo(find(request).orElseThrow());
    assertThat(duplicate(store().commit(commit.build()))).isEqualTo(receipt);
    assertThat(find(request).orElseThrow().received()).isEqualTo(2);
  }

  @Test
  @Rule("REQUEST-LOG-8")
  void pagesAreBounded() {
    Request request = request(stream(), "saga");
    log().record(request);
    for (int size : new int[] {0, -1, RequestLog.MAX_PAGE + 1, Integer.MAX_VALUE}) {
      assertThatIllegalArgumentException()
          .as("a page of %d", size)
          .isThrownBy(() -> log().pending(Optional.empty(), size));
      assertThatIllegalArgumentException()
          .as("a page of %d", size)
          .isThrownBy(() -> log().findByInteraction("saga", Optional.empty(), size));
    }
    assertThat(log().pending(Optional.empty(), RequestLog.MAX_PAGE).items()).hasSize(1);
  }

  private void assertPending(List<Request> expected) {
    for (int size : new int[] {1, 3, 1000}) {
      assertThat(pages(after -> log().pending(after, size), size))
          .as("pending requests in pages of %d", size)
          .isEqualTo(expected);
    }
  }

  private interface Listing {
    Page<LoggedRequest> page(Optional<PageCursor> after);
  }

  private static List<Request> pages(Listing listing, int size) {
    List<Request> all = new ArrayList<>();
    Page<LoggedRequest> page = listing.page(Optional.empty());
    while (true) {
      assertThat(page.items()).as("items of one page").hasSizeLessThanOrEqualTo(size);
      page.items().forEach(logged -> all.add(logged.request()));
      if (page.next().isEmpty()) {
        return all;
      }
      assertThat(page.items()).as("a page with more pages behind it").isNotEmpty();
      page = listing.page(page.next());
    }
  }

  private RequestLog log() {
    return capability(RequestLog.class);
  }

  private RequestLog log(EventStore handle) {
    return capability(RequestLog.class, handle);
  }

  private Optional<LoggedRequest> find(Request request) {
    return log().find(request.stream(), request.request());
  }

  private boolean fail(Request request, String error) {
    return log().fail(request.stream(), request.request(), error);
  }

  private Receipt commitAs(Request request) {
    return committed(
        store().commit(Commit.to(request.stream(), request.request()).events(events(1)).build()));
  }

  private JsonObject body() {
    return JsonObject.EMPTY.with("mark", name("body"));
  }

  private Request request(StreamId stream, String interaction) {
    return new Request(stream, request(), interaction, body());
  }

  private Request another(Request request) {
    return new Request(request.stream(), request.request(), name("other"), body());
  }

  private static Request withBody(Request request, String text) {
    return new Request(
        request.stream(),
        request.request(),
        request.interaction(),
        JsonObject.EMPTY.with("text", text));
  }
}
