package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Stores that change what they are given, or miss their limits. */
final class FaultyDataStores {

  private FaultyDataStores() {}

  static List<FaultyStore> all() {
    return List.of(
        FaultyStore.event(ReadsComposedTexts.class, ReadsComposedTexts::new, "DATA-1"),
        FaultyStore.event(
            NumbersThroughDouble.class, NumbersThroughDouble::new, "DATA-2", "MODEL-1"),
        FaultyStore.event(LeavesNullOut.class, LeavesNullOut::new, "DATA-3"),
        FaultyStore.event(DecodesPlus.class, DecodesPlus::new, "DATA-4"),
        FaultyStore.event(FoldsCase.class, FoldsCase::new, "DATA-5"),
        FaultyStore.event(JoinsNamesOfStreams.class, JoinsNamesOfStreams::new, "DATA-5"),
        FaultyStore.event(TrimsRequests.class, TrimsRequests::new, "DATA-5"),
        FaultyStore.event(MeasuresIdsInUtf16.class, MeasuresIdsInUtf16::new, "DATA-6"),
        FaultyStore.event(ReadsMilliseconds.class, ReadsMilliseconds::new, "DATA-7"),
        FaultyStore.event(RefusesAtTheLimit.class, RefusesAtTheLimit::new, "DATA-8"),
        FaultyStore.event(ChecksAfterWriting.class, ChecksAfterWriting::new, "DATA-8"),
        FaultyStore.event(ThrowsForTheList.class, ThrowsForTheList::new, "DATA-9"),
        FaultyStore.event(ForgetsTheSum.class, ForgetsTheSum::new, "DATA-10"),
        FaultyStore.event(RestoresWhatFits.class, RestoresWhatFits::new, "DATA-11"),
        FaultyStore.event(LogsThroughDouble.class, LogsThroughDouble::new, "DATA-12"),
        FaultyStore.event(HidesACapability.class, HidesACapability::new, "DATA-13"),
        FaultyStore.event(SlowFeed.class, SlowFeed::new, "DATA-13"),
        FaultyStore.view(NamelessBackend.class, NamelessBackend::new, "DATA-13"),
        FaultyStore.event(ShowsItsPassword.class, ShowsItsPassword::new, "DATA-14"),
        FaultyStore.view(ViewShowsItsPassword.class, ViewShowsItsPassword::new, "DATA-14"),
        FaultyStore.event(CutsLongTexts.class, CutsLongTexts::new, "DATA-15"));
  }

  private static Json scalars(Json json, UnaryOperator<Json> change) {
    if (json instanceof JsonArray array) {
      return new JsonArray(array.values().stream().map(value -> scalars(value, change)).toList());
    }
    return json instanceof JsonObject object ? members(object, change) : change.apply(json);
  }

  private static JsonObject members(JsonObject object, UnaryOperator<Json> change) {
    Map<String, Json> members = new LinkedHashMap<>();
    object.members().forEach((key, value) -> members.put(key, scalars(value, change)));
    return new JsonObject(members);
  }

  private static Json throughDouble(Json json) {
    if (!(json instanceof JsonNumber number)) {
      return json;
    }
    double value = number.value().doubleValue();
    return Double.isFinite(value) ? Json.of(new BigDecimal(String.valueOf(value))) : json;
  }

  private static StreamSlice map(StreamSlice slice, UnaryOperator<RecordedEvent> change) {
    return new StreamSlice(
        slice.stream(),
        slice.events().stream().map(change).toList(),
        slice.firstRetained(),
        slice.head(),
        slice.more());
  }

  private static RecordedEvent data(RecordedEvent event, UnaryOperator<Json> change) {
    Event changed = new Event(event.type(), scalars(event.data(), change), event.metadata());
    return new RecordedEvent(event.stream(), event.version(), event.recordedAt(), changed);
  }

  @Flaw("Reads texts in normal form C, as some drivers and file systems do.")
  static final class ReadsComposedTexts extends ForwardingEventStore {

    ReadsComposedTexts(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return map(
          super.read(stream, from, max, direction), e -> data(e, ReadsComposedTexts::composed));
    }

    private static Json composed(Json json) {
      return json instanceof JsonString string
          ? Json.of(Normalizer.normalize(string.value(), Normalizer.Form.NFC))
          : json;
    }
  }

  @Flaw("Keeps numbers as a double, which is exact for all that people try out.")
  static final class NumbersThroughDouble extends ForwardingEventStore {

    NumbersThroughDouble(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return map(
          super.read(stream, from, max, direction),
          event -> data(event, FaultyDataStores::throughDouble));
    }
  }

  @Flaw("Leaves members out that are null, in the feed only.")
  static final class LeavesNullOut extends ForwardingEventStore {

    LeavesNullOut(MemoryEventStore store) {
      super(store);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      return new FeedSlice(
          slice.commits().stream().map(LeavesNullOut::without).toList(),
          slice.next(),
          slice.caughtUp(),
          slice.heldBackBy());
    }

    private static RecordedCommit without(RecordedCommit commit) {
      List<Effect> effects = new ArrayList<>();
      for (Effect effect : commit.effects()) {
        Json data = effect.data() instanceof JsonObject object ? without(object) : effect.data();
        effects.add(new Effect(effect.target(), effect.type(), data, effect.metadata()));
      }
      return new RecordedCommit(
          commit.receipt(),
          commit.events(),
          commit.truncated(),
          effects,
          commit.claims(),
          commit.releases());
    }

    private static JsonObject without(JsonObject object) {
      Map<String, Json> members = new LinkedHashMap<>(object.members());
      members.values().removeIf(JsonNull.INSTANCE::equals);
      return new JsonObject(members);
    }
  }

  @Flaw("Decodes event types as if they came out of a form.")
  static final class DecodesPlus extends ForwardingEventStore {

    DecodesPlus(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return map(super.read(stream, from, max, direction), DecodesPlus::decoded);
    }

    private static RecordedEvent decoded(RecordedEvent event) {
      Event changed = new Event(event.type().replace('+', ' '), event.data(), event.metadata());
      return new RecordedEvent(event.stream(), event.version(), event.recordedAt(), changed);
    }
  }

  /** Files commits under another name of their stream, and hands them out under the asked one. */
  private abstract static class Renaming extends ForwardingEventStore {

    Renaming(MemoryEventStore store) {
      super(store);
    }

    abstract StreamId stored(StreamId stream);

    RequestId stored(RequestId request) {
      return request;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result =
          super.commit(
              new Commit(
                  stored(commit.stream()),
                  stored(commit.request()),
                  commit.expected(),
                  commit.events(),
                  commit.effects(),
                  commit.claims(),
                  commit.releases(),
                  commit.response()));
      if (result instanceof CommitResult.Committed committed) {
        Receipt receipt = committed.receipt();
        return new CommitResult.Committed(as(commit.stream(), commit.request(), receipt));
      }
      return result;
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return super.receipt(stored(stream), stored(request))
          .map(receipt -> as(stream, request, receipt));
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      StreamSlice slice = super.read(stored(stream), from, max, direction);
      return new StreamSlice(
          stream,
          slice.events().stream()
              .map(e -> new RecordedEvent(stream, e.version(), e.recordedAt(), e.event()))
              .toList(),
          slice.firstRetained(),
          slice.head(),
          slice.more());
    }

    private static Receipt as(StreamId stream, RequestId request, Receipt receipt) {
      return new Receipt(
          stream,
          request,
          receipt.before(),
          receipt.after(),
          receipt.response(),
          receipt.recordedAt(),
          receipt.position());
    }
  }

  @Flaw("Has a collation that does not tell upper from lower case.")
  static final class FoldsCase extends Renaming {

    FoldsCase(MemoryEventStore store) {
      super(store);
    }

    @Override
    StreamId stored(StreamId stream) {
      return new StreamId(stream.type(), stream.id().toLowerCase(Locale.ROOT));
    }
  }

  @Flaw("Joins type and id to one key, with a hyphen between.")
  static final class JoinsNamesOfStreams extends Renaming {

    JoinsNamesOfStreams(MemoryEventStore store) {
      super(store);
    }

    @Override
    StreamId stored(StreamId stream) {
      return new StreamId("all", stream.type() + "-" + stream.id());
    }
  }

  @Flaw("Has a column for request ids that does not keep spaces at the end.")
  static final class TrimsRequests extends Renaming {

    TrimsRequests(MemoryEventStore store) {
      super(store);
    }

    @Override
    StreamId stored(StreamId stream) {
      return stream;
    }

    @Override
    RequestId stored(RequestId request) {
      String trimmed = request.value().stripTrailing();
      return trimmed.isEmpty() ? request : new RequestId(trimmed);
    }
  }

  @Flaw("Measures stream ids by their UTF-16 units.")
  static final class MeasuresIdsInUtf16 extends ForwardingEventStore {

    MeasuresIdsInUtf16(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      declaration().limits().check(Limit.ID_LENGTH, commit.stream().id().length());
      return super.commit(commit);
    }
  }

  @Flaw("Reads times from a column that keeps milliseconds.")
  static final class ReadsMilliseconds extends ForwardingEventStore {

    ReadsMilliseconds(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return map(
          super.read(stream, from, max, direction),
          e ->
              new RecordedEvent(
                  e.stream(),
                  e.version(),
                  e.recordedAt().truncatedTo(ChronoUnit.MILLIS),
                  e.event()));
    }
  }

  @Flaw("Takes the limit for the first number that is too many.")
  static final class RefusesAtTheLimit extends ForwardingEventStore {

    RefusesAtTheLimit(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      long most = declaration().limits().get(Limit.COMMIT_EFFECTS);
      if (commit.effects().size() >= most) {
        throw new LimitExceeded(Limit.COMMIT_EFFECTS, most, commit.effects().size());
      }
      return super.commit(commit);
    }
  }

  @Flaw("Remembers a request before it checks what is in it.")
  static final class ChecksAfterWriting extends ForwardingEventStore {

    ChecksAfterWriting(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult commit(Commit commit) {
      try {
        return super.commit(commit);
      } catch (LimitExceeded e) {
        if (e.limit() != Limit.ID_LENGTH) {
          super.commit(Commit.to(commit.stream(), commit.request()).build());
        }
        throw e;
      }
    }
  }

  @Flaw("Checks the whole list first, and refuses it for one element.")
  static final class ThrowsForTheList extends ForwardingEventStore {

    ThrowsForTheList(MemoryEventStore store) {
      super(store);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      commits.forEach(commit -> commit.check(declaration().limits()));
      return super.commitAll(commits);
    }
  }

  @Flaw("Checks each commit of a joint commit and not what they are together.")
  static final class ForgetsTheSum extends ForwardingEventStore {

    ForgetsTheSum(MemoryEventStore store) {
      super(store);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      try {
        return super.commitTogether(commits);
      } catch (LimitExceeded e) {
        commits.forEach(commit -> commit.check(declaration().limits()));
        List<Receipt> receipts = new ArrayList<>();
        commits.forEach(c -> receipts.add(((CommitResult.Committed) commit(c)).receipt()));
        return new JointResult.Committed(receipts);
      }
    }
  }

  @Flaw("Restores as many events as fit before it says that not all do.")
  static final class RestoresWhatFits extends ForwardingEventStore {

    RestoresWhatFits(MemoryEventStore store) {
      super(store);
    }

    @Override
    public CommitResult restore(RecordedCommit commit) {
      try {
        return super.restore(commit);
      } catch (StoreException e) {
        Commit whole = commit.asCommit();
        super.commit(
            Commit.to(whole.stream(), whole.request())
                .events(whole.events().stream().limit(1).filter(this::fits).toList())
                .build());
        throw e;
      }
    }

    private boolean fits(Event event) {
      return event.data().toString().length() < 1000;
    }
  }

  @Flaw("Keeps the bodies of requests in another way than events.")
  static final class LogsThroughDouble extends ForwardingEventStore {

    LogsThroughDouble(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Optional<LoggedRequest> find(StreamId stream, RequestId request) {
      return super.find(stream, request).map(LogsThroughDouble::bent);
    }

    private static LoggedRequest bent(LoggedRequest logged) {
      Request request = logged.request();
      Json body = scalars(request.body(), FaultyDataStores::throughDouble);
      return new LoggedRequest(
          new Request(request.stream(), request.request(), request.interaction(), body),
          logged.received(),
          logged.firstAt(),
          logged.lastAt(),
          logged.error(),
          logged.receipt());
    }
  }

  @Flaw("Implements a capability that it does not declare.")
  static final class HidesACapability extends ForwardingEventStore {

    HidesACapability(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Declaration declaration() {
      Set<Capability> fewer = EnumSet.copyOf(super.declaration().capabilities());
      fewer.remove(Capability.TRUNCATION);
      return Declarations.with(super.declaration(), fewer);
    }
  }

  @Flaw("Declares a lag that no certified store may have.")
  static final class SlowFeed extends ForwardingEventStore {

    SlowFeed(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Declaration declaration() {
      return Declarations.with(
          super.declaration(), new Declaration.Feed(1, Duration.ofMillis(5_001)));
    }
  }

  @Flaw("Does not ask the server for its version.")
  static final class NamelessBackend extends ForwardingViewStore {

    NamelessBackend(MemoryViewStore store) {
      super(store);
    }

    @Override
    public Declaration declaration() {
      Declaration honest = super.declaration();
      return new Declaration(
          honest.adapter(),
          honest.adapterVersion(),
          new Declaration.Backend("memory", "", "single node"),
          honest.capabilities(),
          honest.limits(),
          honest.durability(),
          honest.feed());
    }
  }

  @Flaw("Prints the address that it was opened with.")
  static final class ShowsItsPassword extends ForwardingEventStore {

    ShowsItsPassword(MemoryEventStore store) {
      super(store);
    }

    @Override
    public String toString() {
      return "store at postgresql://ada:hunter2@localhost/db";
    }
  }

  @Flaw("Prints the options of its driver.")
  static final class ViewShowsItsPassword extends ForwardingViewStore {

    ViewShowsItsPassword(MemoryViewStore store) {
      super(store);
    }

    @Override
    public String toString() {
      return "store {user=ada, password=hunter2}";
    }
  }

  @Flaw("Keeps 65,535 characters of a text.")
  static final class CutsLongTexts extends ForwardingEventStore {

    CutsLongTexts(MemoryEventStore store) {
      super(store);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      return map(super.read(stream, from, max, direction), e -> data(e, CutsLongTexts::cut));
    }

    private static Json cut(Json json) {
      return json instanceof JsonString string && string.value().length() > 0xFFFF
          ? Json.of(string.value().substring(0, string.value().offsetByCodePoints(0, 0x7FFF)))
          : json;
    }
  }
}
