package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.EventStoreFixture;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are wrong about the log of requests. */
final class FaultyLogStores {

  private FaultyLogStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.event(LastContentWins.class, LastContentWins::new, "REQUEST-LOG-1"),
        FaultyStore.fixture(CountsInTheClient.class, CountsInTheClient::fixture, "REQUEST-LOG-2"),
        FaultyStore.event(CutsErrorsInUtf16.class, CutsErrorsInUtf16::new, "REQUEST-LOG-3"),
        FaultyStore.event(FindsByStreamId.class, FindsByStreamId::new, "REQUEST-LOG-4"),
        FaultyStore.event(ListsByLastReceipt.class, ListsByLastReceipt::new, "REQUEST-LOG-5"),
        FaultyStore.event(PendingForgetsFailed.class, PendingForgetsFailed::new, "REQUEST-LOG-6"),
        FaultyStore.event(CopiesTheReceipt.class, CopiesTheReceipt::new, "REQUEST-LOG-7"),
        FaultyStore.event(CutsThePageSize.class, CutsThePageSize::new, "REQUEST-LOG-8"));
  }

  private static LoggedRequest with(LoggedRequest logged, Request request, long received) {
    return new LoggedRequest(
        request, received, logged.firstAt(), logged.lastAt(), logged.error(), logged.receipt());
  }

  @Flaw("Overwrites the body when a request comes again.")
  static final class LastContentWins extends ForwardingEventStore {

    LastContentWins(MemoryEventStore store) {
      super(store);
    }

    @Override
    public LoggedRequest record(Request request) {
      LoggedRequest logged = super.record(request);
      return with(logged, request, logged.received());
    }
  }

  @Flaw("Reads the count, adds one and writes it back.")
  static final class CountsInTheClient extends ForwardingEventStore {

    private final Map<List<Object>, Long> counts;

    CountsInTheClient(MemoryEventStore store, Map<List<Object>, Long> counts) {
      super(store);
      this.counts = counts;
    }

    static EventStoreFixture fixture() {
      String backend = "faulty-" + UUID.randomUUID();
      Map<List<Object>, Long> counts = new ConcurrentHashMap<>();
      return realm -> new CountsInTheClient(MemoryEventStore.open(backend, realm), counts);
    }

    @Override
    public LoggedRequest record(Request request) {
      List<Object> key = List.of(realm(), request.stream(), request.request());
      long before = counts.getOrDefault(key, 0L);
      Faults.roundTrip();
      counts.put(key, before + 1);
      return with(super.record(request), super.record(request).request(), before + 1);
    }

    @Override
    public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
      long count = counts.getOrDefault(List.of(realm(), stream, request), 0L);
      return super.find(stream, request).map(logged -> with(logged, logged.request(), count));
    }
  }

  @Flaw("Cuts an error after 4,000 UTF-16 units, which is the same for most texts.")
  static final class CutsErrorsInUtf16 extends ForwardingEventStore {

    CutsErrorsInUtf16(MemoryEventStore store) {
      super(store);
    }

    @Override
    public boolean fail(StreamId stream, RequestId request, String error) {
      return super.fail(stream, request, error.substring(0, Math.min(MAX_ERROR, error.length())));
    }
  }

  @Flaw("Looks requests up without the type of the stream.")
  static final class FindsByStreamId extends ForwardingEventStore {

    FindsByStreamId(MemoryEventStore store) {
      super(store);
    }

    @Override
    public LoggedRequest record(Request request) {
      return super.record(
          new Request(
              new StreamId("any", request.stream().id()),
              request.request(),
              request.interaction(),
              request.body()));
    }

    @Override
    public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
      return super.find(new StreamId("any", stream.id()), request)
          .map(
              logged ->
                  with(
                      logged,
                      new Request(
                          stream, request, logged.request().interaction(), logged.request().body()),
                      logged.received()));
    }
  }

  @Flaw("Lists an interaction by when its requests came last.")
  static final class ListsByLastReceipt extends ForwardingEventStore {

    ListsByLastReceipt(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Page<LoggedRequest> findByInteraction(
        String interaction, Optional<PageCursor> after, int max) {
      Page<LoggedRequest> page = super.findByInteraction(interaction, after, max);
      return new Page<>(
          page.items().stream().sorted(Comparator.comparing(LoggedRequest::lastAt)).toList(),
          page.next());
    }
  }

  @Flaw("Takes a request that failed for one that is done.")
  static final class PendingForgetsFailed extends ForwardingEventStore {

    PendingForgetsFailed(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
      Page<LoggedRequest> page = super.pending(after, max);
      return new Page<>(
          page.items().stream().filter(logged -> logged.error().isEmpty()).toList(), page.next());
    }
  }

  @Flaw("Shows a receipt only where the request was in the log when its commit came.")
  static final class CopiesTheReceipt extends ForwardingEventStore {

    CopiesTheReceipt(MemoryEventStore store) {
      super(store);
    }

    @Override
    public LoggedRequest record(Request request) {
      LoggedRequest logged = super.record(request);
      return logged.received() > 1
          ? logged
          : new LoggedRequest(
              request, 1, logged.firstAt(), logged.lastAt(), Optional.empty(), Optional.empty());
    }
  }

  @Flaw("Takes a page size that is too large for the largest.")
  static final class CutsThePageSize extends ForwardingEventStore {

    CutsThePageSize(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Page<LoggedRequest> pending(Optional<PageCursor> after, int max) {
      return super.pending(after, Math.min(max, MAX_PAGE));
    }
  }
}
