package dev.assay.tck.model;

import dev.assay.spi.Page;
import dev.assay.spi.PageCursor;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The steps that use the request log. */
final class LogSteps {

  private LogSteps() {}

  record Receive(int handle, StreamId stream, RequestId request, String interaction, int body)
      implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Request received = new Request(stream, request, interaction, Json.of(body));
      return Answer.of(shown(world, handle, log(world, handle).record(received)));
    }

    @Override
    public String toString() {
      return "record %s to '%s' of '%s', body %d%s"
          .formatted(request, stream, interaction, body, Handles.by(handle));
    }
  }

  record Fail(int handle, StreamId stream, RequestId request, String error) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      return Answer.of(log(world, handle).fail(stream, request, error) ? "kept" : "not logged");
    }

    @Override
    public String toString() {
      return "fail %s to '%s' with '%s'%s".formatted(request, stream, error, Handles.by(handle));
    }
  }

  record Find(int handle, StreamId stream, RequestId request) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      Optional<LoggedRequest> found = log(world, handle).find(stream, request);
      return Answer.of(found.map(logged -> shown(world, handle, logged)).orElse("not logged"));
    }

    @Override
    public String toString() {
      return "find %s to '%s'%s".formatted(request, stream, Handles.by(handle));
    }
  }

  record Pending(int handle, int page) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      RequestLog log = log(world, handle);
      return pages(world, handle, after -> log.pending(after, page));
    }

    @Override
    public String toString() {
      return "pending, by pages of %d%s".formatted(page, Handles.by(handle));
    }
  }

  record OfInteraction(int handle, String interaction, int page) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      RequestLog log = log(world, handle);
      return pages(world, handle, after -> log.findByInteraction(interaction, after, page));
    }

    @Override
    public String toString() {
      return "findByInteraction '%s', by pages of %d%s"
          .formatted(interaction, page, Handles.by(handle));
    }
  }

  private static Answer pages(
      EventWorld world, int handle, Function<Optional<PageCursor>, Page<LoggedRequest>> read) {
    List<String> lines = new ArrayList<>();
    Page<LoggedRequest> page = read.apply(Optional.empty());
    page.items().forEach(logged -> lines.add(shown(world, handle, logged)));
    while (page.next().isPresent()) {
      page = read.apply(page.next());
      page.items().forEach(logged -> lines.add(shown(world, handle, logged)));
      Promise.check(lines.size() <= RequestLog.MAX_PAGE, "the pages do not end");
    }
    return new Answer("%d requests".formatted(lines.size()), lines);
  }

  private static String shown(EventWorld world, int handle, LoggedRequest logged) {
    world.notes(handle).known(logged);
    Request request = logged.request();
    return "%s to %s of '%s' with %s, received %d times, error %s, %s"
        .formatted(
            request.request(),
            request.stream(),
            request.interaction(),
            request.body(),
            logged.received(),
            logged.error().orElse("none"),
            Texts.receipt(logged.receipt()));
  }

  private static RequestLog log(EventWorld world, int handle) {
    return world.capability(handle, RequestLog.class);
  }
}
