package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.Capability;
import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.Limits;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.JointCommits;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.RequestLog;
import dev.assay.spi.event.Restoration;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import dev.assay.tck.data.Documents;
import dev.assay.tck.data.Payloads;
import dev.assay.tck.data.Property;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Proves that what is written comes back equal, and that limits are exact. */
public abstract class DataSuite extends EventStoreSuite {

  private static final int VALUES = 10;
  private static final int READ = 500;

  // Limits above these are proven to be reached this far and no further.
  private static final long MOST = 5_000;
  private static final long MOST_BYTES = 16L << 20;

  private final Map<RequestId, Commit> written = new LinkedHashMap<>();

  // What comes back

  @Test
  @Rule("DATA-1")
  void textsComeBackByCodePoint() {
    Arbitrary<Json> texts =
        Documents.texts().map(text -> JsonObject.of(text, Json.of(text + "\u0301")));
    proveComesBack(texts, pick(30, 300));
    comesBack(new ArrayList<>(Documents.remarkable()));
    assertFeedShowsWhatWasWritten();
  }

  @Test
  @Rule("DATA-2")
  void numbersComeBackExactly() {
    comesBack(Payloads.remarkableNumbers(limits()));
    comesBack(List.of(new JsonArray(Payloads.remarkableNumbers(limits()))));
    proveComesBack(Payloads.numbers(limits()), pick(30, 300));
    assertFeedShowsWhatWasWritten();
  }

  @Test
  @Rule("DATA-3")
  void theShapeOfAValueComesBack() {
    comesBack(Payloads.deep(limits()));
    comesBack(
        List.of(
            JsonNull.INSTANCE,
            JsonArray.EMPTY,
            JsonObject.EMPTY,
            Json.of(""),
            Json.of(false),
            JsonArray.of(JsonNull.INSTANCE),
            Json.parse("{\"b\":1,\"a\":{\"\":null},\"c\":[null,[],{},\"\"]}")));
    proveComesBack(Documents.anything().map(Json.class::cast), pick(30, 300));
    assertFeedShowsWhatWasWritten();
  }

  private void proveComesBack(Arbitrary<Json> values, int tries) {
    Property.forAll(
        values.list().ofMinSize(1).ofMaxSize(VALUES), tries, random().nextLong(), this::comesBack);
    evidence("commits", tries);
    evidence("values per commit", "1 to " + VALUES);
  }

  private void comesBack(List<? extends Json> values) {
    Commit.Builder commit = to(stream());
    for (Json value : values) {
      JsonObject metadata = value instanceof JsonObject object ? object : JsonObject.EMPTY;
      commit.event("Written", value, metadata);
      commit.effect(new Effect("elsewhere", "tell", value, metadata));
    }
    comesBack(commit.responding(values.get(0)).build());
  }

  private Receipt comesBack(Commit commit) {
    written.put(commit.request(), commit);
    Receipt receipt = committed(store().commit(commit));
    assertThat(receipt.stream()).isEqualTo(commit.stream());
    assertThat(receipt.request()).isEqualTo(commit.request());
    assertThat(receipt.response()).as("response in the receipt").isEqualTo(commit.response());
    assertThat(store().receipt(commit.stream(), commit.request()))
        .as("receipt that is looked up")
        .contains(receipt);
    assertThat(contents(eventsOf(receipt))).as("events that are read").isEqualTo(commit.events());
    assertThat(duplicate(store().commit(commit))).as("receipt of a duplicate").isEqualTo(receipt);
    return receipt;
  }

  private List<RecordedEvent> eventsOf(Receipt receipt) {
    return readAll(receipt.stream()).stream()
        .filter(event -> event.version() > receipt.before() && event.version() <= receipt.after())
        .toList();
  }

  private void assertFeedShowsWhatWasWritten() {
    Map<RequestId, RecordedCommit> shown = new LinkedHashMap<>();
    readFeed(another()).forEach(commit -> shown.put(commit.receipt().request(), commit));
    assertThat(shown.keySet()).isEqualTo(written.keySet());
    written.forEach(
        (request, commit) -> assertShown(commit, Optional.ofNullable(shown.get(request))));
  }

  private void assertShown(Commit commit, Optional<RecordedCommit> found) {
    RecordedCommit shown = found.orElseThrow();
    assertThat(contents(shown.events())).as("events in the feed").isEqualTo(commit.events());
    assertThat(shown.effects()).as("effects in the feed").isEqualTo(commit.effects());
    assertThat(store().receipt(commit.stream(), commit.request()))
        .as("receipt, against that in the feed")
        .contains(shown.receipt());
    assertThat(shown.receipt().response()).isEqualTo(commit.response());
  }

  @Test
  @Rule("DATA-15")
  void bigCommitsComeBackWhole() {
    int most = (int) at(Limit.COMMIT_EVENTS, MOST);
    comesBack(to(stream()).events(events(most)).responding(Json.of("many")).build());
    long portable = Limit.COMMIT_BYTES.floor();
    comesBack(ofBytes(portable));
    comesBack(
        to(stream())
            .event("E", Json.of("e\u0301\ud83d\ude00".repeat(12_000)))
            .responding(Json.of("r".repeat(100_000)))
            .build());
    assertFeedShowsWhatWasWritten();
  }

  // Ids

  @Test
  @Rule("DATA-4")
  void idsComeBackAsTheyAre() {
    Property.forAll(
        Payloads.ids().list().ofSize(6),
        pick(60, 600),
        random().nextLong(),
        ids -> comesBack(named(ids, name(ids.get(2)))));
    assertFeedShowsWhatWasWritten();
  }

  @Test
  @Rule("DATA-4")
  void everyLegalCharacterCanStandInAnId() {
    List<String> alphabet = Payloads.alphabet(0x600, pick(997, 61), 100);
    for (String id : alphabet) {
      comesBack(named(List.of(id, id, id, id, id, id)));
    }
    assertFeedShowsWhatWasWritten();
    evidence("ids", alphabet.size());
  }

  private static Commit named(List<String> ids) {
    return named(ids, ids.get(2));
  }

  private static Commit named(List<String> ids, String request) {
    return Commit.to(new StreamId(ids.get(0), ids.get(1)), new RequestId(request))
        .event(ids.get(3), JsonNull.INSTANCE)
        .effect(new Effect(ids.get(4), ids.get(5), JsonNull.INSTANCE))
        .build();
  }

  @Test
  @Rule("DATA-5")
  void streamsThatLookAlikeAreDifferent() {
    List<StreamId> streams = new ArrayList<>();
    Documents.keysThatLookAlike()
        .forEach(key -> streams.add(new StreamId(key.collection(), key.id())));
    for (String separator : List.of("|", "#", "-", "_", ",", ".", "~", "\\", " ", "::", "\u00a0")) {
      streams.add(new StreamId("p", "q" + separator + "r"));
      streams.add(new StreamId("p" + separator + "q", "r"));
    }
    RequestId request = request();
    for (StreamId stream : streams) {
      Commit commit = Commit.to(stream, request).event("E", Json.of(stream.toString())).build();
      assertThat(committed(store().commit(commit)).after())
          .as("first version of %s", stream)
          .isEqualTo(1);
    }
    for (StreamId stream : streams) {
      assertThat(contents(readAll(stream)))
          .containsExactly(new Event("E", Json.of(stream.toString())));
      assertThat(readAll(stream)).extracting(RecordedEvent::stream).containsExactly(stream);
    }
  }

  @Test
  @Rule("DATA-5")
  void requestsThatLookAlikeAreDifferent() {
    StreamId stream = stream();
    List<Receipt> receipts = new ArrayList<>();
    Documents.keysThatLookAlike().stream()
        .map(key -> new RequestId(key.id()))
        .distinct()
        .forEach(id -> receipts.add(committed(store().commit(Commit.to(stream, id).build()))));
    for (Receipt receipt : receipts) {
      assertThat(store().receipt(stream, receipt.request())).contains(receipt);
    }
  }

  @Test
  @Rule("DATA-6")
  void idsHaveTheirFullLengthInCodePoints() {
    int length = (int) at(Limit.ID_LENGTH, MOST);
    for (String filling : List.of("\ud83d\ude00", "\u0436", "x")) {
      String longest = filling.repeat(length);
      String other = filling.repeat(length - 1) + "y";
      comesBack(named(List.of(longest, longest, longest, longest, longest, longest)));
      comesBack(named(List.of(longest, other, other, longest, longest, longest)));
      written.clear();
      for (int i = 0; exact(Limit.ID_LENGTH, MOST) && i < 6; i++) {
        List<String> ids = new ArrayList<>(List.of("t", name("i"), name("r"), "e", "x", "y"));
        ids.set(i, longest + filling);
        assertRefused(Limit.ID_LENGTH, length + 1, named(ids));
      }
    }
  }

  // Times

  @Test
  @Rule("DATA-7")
  void timesAreEqualEverywhereAndHaveMicroseconds() {
    StreamId stream = stream();
    EventStore elsewhere = another();
    for (int i = 0; i < pick(20, 100); i++) {
      Receipt receipt = append(stream, 1 + i % 2);
      Instant at = receipt.recordedAt();
      assertThat(at).as("a time with microseconds").isEqualTo(at.truncatedTo(ChronoUnit.MICROS));
      assertThat(elsewhere.receipt(stream, receipt.request()).map(Receipt::recordedAt))
          .contains(at);
      assertThat(elsewhere.read(stream, receipt.before() + 1, READ, Direction.FORWARD).events())
          .isNotEmpty()
          .allSatisfy(event -> assertThat(event.recordedAt()).isEqualTo(at));
    }
    for (RecordedCommit commit : readFeed(elsewhere)) {
      Instant at = commit.receipt().recordedAt();
      assertThat(store().receipt(stream, commit.receipt().request())).contains(commit.receipt());
      assertThat(commit.events()).allSatisfy(event -> assertThat(event.recordedAt()).isEqualTo(at));
    }
  }

  // Limits

  @Test
  @Rule("DATA-8")
  void theNumberOfEventsIsExact() {
    long most = at(Limit.COMMIT_EVENTS, MOST);
    comesBack(to(stream()).events(events((int) most)).build());
    if (exact(Limit.COMMIT_EVENTS, MOST)) {
      Commit over = to(stream()).events(events((int) most + 1)).build();
      assertRefused(Limit.COMMIT_EVENTS, most + 1, over);
    }
  }

  @Test
  @Rule("DATA-8")
  void theNumberOfEffectsIsExact() {
    long most = at(Limit.COMMIT_EFFECTS, MOST);
    comesBack(withEffects(most));
    if (exact(Limit.COMMIT_EFFECTS, MOST)) {
      assertRefused(Limit.COMMIT_EFFECTS, most + 1, withEffects(most + 1));
    }
  }

  @Test
  @Rule("DATA-8")
  void bytesAreExact() {
    long most = at(Limit.COMMIT_BYTES, MOST_BYTES);
    comesBack(ofBytes(most));
    if (exact(Limit.COMMIT_BYTES, MOST_BYTES)) {
      assertRefused(Limit.COMMIT_BYTES, most + 1, ofBytes(most + 1));
    }
  }

  @Test
  @Rule("DATA-8")
  void depthIsExact() {
    long most = limits().get(Limit.JSON_DEPTH);
    comesBack(Payloads.deep(limits()));
    if (most < Json.MAX_DEPTH) {
      Json over = Payloads.nested((int) most + 1, 2);
      assertRefused(Limit.JSON_DEPTH, most + 1, to(stream()).event("E", over).build());
      assertRefused(Limit.JSON_DEPTH, most + 1, to(stream()).responding(over).build());
      Effect effect = new Effect("t", "e", over);
      assertRefused(Limit.JSON_DEPTH, most + 1, to(stream()).effect(effect).build());
    }
  }

  @Test
  @Rule("DATA-8")
  void digitsAndExponentsAreExact() {
    long digits = limits().get(Limit.NUMBER_DIGITS);
    long exponent = limits().get(Limit.NUMBER_EXPONENT);
    comesBack(Payloads.remarkableNumbers(limits()));
    if (digits < Json.MAX_DIGITS) {
      Json over = Json.parse("0." + "7".repeat((int) digits + 1));
      assertRefused(Limit.NUMBER_DIGITS, digits + 1, to(stream()).event("E", over).build());
      Commit nested = to(stream()).responding(JsonArray.of(JsonArray.of(over))).build();
      assertRefused(Limit.NUMBER_DIGITS, digits + 1, nested);
    }
    for (String sign : exponent < Json.MAX_EXPONENT ? List.of("", "-") : List.<String>of()) {
      Json over = Json.parse("1e" + sign + (exponent + 1));
      assertRefused(Limit.NUMBER_EXPONENT, exponent + 1, to(stream()).event("E", over).build());
    }
  }

  @Test
  @Rule("DATA-8")
  void theNumberOfClaimsIsExactWhereThereAreClaims() {
    long most = at(Limit.COMMIT_CLAIMS, MOST);
    if (declaration().offers(Capability.CLAIMS)) {
      comesBack(withClaims(most));
    } else {
      proveRefused(Capability.CLAIMS);
    }
    if (exact(Limit.COMMIT_CLAIMS, MOST)) {
      assertRefusedSomehow(withClaims(most + 1));
    }
  }

  // Where there are no claims, the capability or the limit may come first.
  private void assertRefusedSomehow(Commit over) {
    if (declaration().offers(Capability.CLAIMS)) {
      assertRefused(Limit.COMMIT_CLAIMS, over.claims().size() + over.releases().size(), over);
    } else {
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> store().commit(over))
          .isInstanceOf(dev.assay.spi.StoreException.class);
      assertNothingLeft(over);
    }
  }

  @Test
  @Rule("DATA-9")
  void oneElementBeyondALimitDoesNotHarmTheOthers() {
    for (Commit over : onePast()) {
      StreamId stream = over.stream();
      List<Commit> commits =
          List.of(
              commit(stream(), ExpectedVersion.noStream(), 1),
              commit(stream, ExpectedVersion.noStream(), 1),
              over,
              commit(stream, ExpectedVersion.exactly(1), 1));
      List<CommitOutcome> outcomes = store().commitAll(commits);
      assertThat(outcomes).hasSize(4);
      assertThat(outcomes.get(2)).isInstanceOf(CommitOutcome.Failed.class);
      assertThat(((CommitOutcome.Failed) outcomes.get(2)).error())
          .isInstanceOf(LimitExceeded.class);
      for (int i : new int[] {0, 1, 3}) {
        assertThat(contents(eventsOf(committed(outcomes.get(i)))))
            .isEqualTo(commits.get(i).events());
      }
      assertThat(store().receipt(stream, over.request())).isEmpty();
      assertThat(head(stream)).isEqualTo(2);
    }
  }

  // Those of the limits that can be passed at all.
  private List<Commit> onePast() {
    List<Commit> commits = new ArrayList<>();
    if (exact(Limit.COMMIT_EVENTS, MOST)) {
      commits.add(to(stream()).events(events((int) limits().get(Limit.COMMIT_EVENTS) + 1)).build());
    }
    if (exact(Limit.COMMIT_BYTES, MOST_BYTES)) {
      commits.add(ofBytes(limits().get(Limit.COMMIT_BYTES) + 1));
    }
    if (exact(Limit.COMMIT_EFFECTS, MOST)) {
      commits.add(withEffects(limits().get(Limit.COMMIT_EFFECTS) + 1));
    }
    assertThat(commits).as("limits that a test can pass").isNotEmpty();
    return commits;
  }

  @Test
  @Rule("DATA-10")
  @Requires(Capability.JOINT_COMMITS)
  void limitsOfAJointCommitHoldForTheSum() {
    long commits = at(Limit.JOINT_COMMITS, 200);
    assertJoined(oneEach(commits));
    if (exact(Limit.JOINT_COMMITS, 200)) {
      assertRefused(Limit.JOINT_COMMITS, commits + 1, oneEach(commits + 1));
    }
    long events = at(Limit.COMMIT_EVENTS, MOST);
    assertJoined(sharing(events));
    if (exact(Limit.COMMIT_EVENTS, MOST)) {
      assertRefused(Limit.COMMIT_EVENTS, events + 1, sharing(events + 1));
    }
    long effects = at(Limit.COMMIT_EFFECTS, MOST);
    assertJoined(List.of(withEffects(effects - 3), withEffects(3)));
    if (exact(Limit.COMMIT_EFFECTS, MOST)) {
      List<Commit> over = List.of(withEffects(effects - 3), withEffects(4));
      assertRefused(Limit.COMMIT_EFFECTS, effects + 1, over);
    }
    long bytes = at(Limit.COMMIT_BYTES, MOST_BYTES);
    assertJoined(List.of(ofBytes(1000), ofBytes(bytes - 1000)));
    if (exact(Limit.COMMIT_BYTES, MOST_BYTES)) {
      assertRefused(Limit.COMMIT_BYTES, bytes + 1, List.of(ofBytes(1000), ofBytes(bytes - 999)));
    }
  }

  private List<Commit> oneEach(long count) {
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commits.add(commit(stream(), ExpectedVersion.noStream(), 1));
    }
    return commits;
  }

  private List<Commit> sharing(long events) {
    int half = (int) events / 2;
    return List.of(
        to(stream()).events(events(half)).build(),
        to(stream()).events(events((int) events - half)).build());
  }

  private void assertJoined(List<Commit> commits) {
    JointResult result = capability(JointCommits.class).commitTogether(commits);
    assertThat(result).isInstanceOf(JointResult.Committed.class);
    List<Receipt> receipts = ((JointResult.Committed) result).receipts();
    for (int i = 0; i < commits.size(); i++) {
      assertThat(contents(eventsOf(receipts.get(i)))).isEqualTo(commits.get(i).events());
    }
  }

  private void assertRefused(Limit limit, long actual, List<Commit> commits) {
    assertRefused(limit, actual, () -> capability(JointCommits.class).commitTogether(commits));
    commits.forEach(this::assertNothingLeft);
  }

  @Test
  @Rule("DATA-11")
  @Requires(Capability.RESTORATION)
  void limitsHoldForRestoring() {
    Restoration restoration = capability(Restoration.class);
    int most = (int) at(Limit.COMMIT_EVENTS, MOST);
    Commit full = to(stream()).events(events(most)).build();
    Receipt receipt = committed(restoration.restore(recorded(full)));
    assertThat(contents(eventsOf(receipt))).isEqualTo(full.events());
    committed(restoration.restore(recorded(ofBytes(at(Limit.COMMIT_BYTES, MOST_BYTES)))));
    for (Commit over : onePast()) {
      assertThatExceptionOfType(LimitExceeded.class)
          .isThrownBy(() -> restoration.restore(recorded(over)));
      assertNothingLeft(over);
    }
  }

  private static RecordedCommit recorded(Commit commit) {
    Instant at = Instant.parse("2001-02-03T04:05:06.789012Z");
    List<RecordedEvent> events = new ArrayList<>();
    for (Event event : commit.events()) {
      events.add(new RecordedEvent(commit.stream(), events.size() + 1L, at, event));
    }
    FeedPosition elsewhere = new FeedPosition(0, new Cursor("elsewhere"));
    return new RecordedCommit(
        new Receipt(
            commit.stream(), commit.request(), 0, events.size(), commit.response(), at, elsewhere),
        events,
        false,
        commit.effects(),
        commit.claims(),
        commit.releases());
  }

  @Test
  @Rule("DATA-12")
  @Requires(Capability.REQUEST_LOG)
  void loggedBodiesComeBackEqual() {
    List<Json> values = new ArrayList<>(Documents.remarkable());
    values.addAll(Payloads.deep(limits()));
    values.addAll(Payloads.remarkableNumbers(limits()));
    values.forEach(value -> logged(new Request(stream(), request(), "saga", value)));
    Property.forAll(
        Documents.anything(),
        pick(30, 300),
        random().nextLong(),
        value -> logged(new Request(stream(), request(), "saga", value)));
    Property.forAll(
        Payloads.ids().list().ofSize(4),
        pick(30, 300),
        random().nextLong(),
        ids ->
            logged(
                new Request(
                    new StreamId(ids.get(0), ids.get(1)),
                    new RequestId(ids.get(2)),
                    ids.get(3),
                    JsonNull.INSTANCE)));
  }

  private void logged(Request request) {
    RequestLog log = capability(RequestLog.class);
    assertThat(log.record(request).request()).isEqualTo(request);
    assertThat(log.find(request.stream(), request.request()).map(LoggedRequest::request))
        .contains(request);
  }

  @Test
  @Rule("DATA-12")
  @Requires(Capability.REQUEST_LOG)
  void loggedRequestsAreBounded() {
    long bytes = at(Limit.COMMIT_BYTES, MOST_BYTES);
    int length = (int) at(Limit.ID_LENGTH, MOST);
    Json big = Json.of("x".repeat((int) bytes - 2));
    String longest = "\ud83d\ude00".repeat(length);
    logged(new Request(stream(), request(), longest, big));
    if (exact(Limit.COMMIT_BYTES, MOST_BYTES)) {
      Json over = Json.of("x".repeat((int) bytes - 1));
      assertNotLogged(Limit.COMMIT_BYTES, bytes + 1, new Request(stream(), request(), "s", over));
    }
    if (exact(Limit.ID_LENGTH, MOST)) {
      Request over = new Request(stream(), request(), longest + "x", JsonNull.INSTANCE);
      assertNotLogged(Limit.ID_LENGTH, length + 1L, over);
    }
    long depth = limits().get(Limit.JSON_DEPTH);
    if (depth < Json.MAX_DEPTH) {
      Json over = Payloads.nested((int) depth + 1, 2);
      assertNotLogged(Limit.JSON_DEPTH, depth + 1, new Request(stream(), request(), "s", over));
    }
  }

  private void assertNotLogged(Limit limit, long actual, Request request) {
    RequestLog log = capability(RequestLog.class);
    assertRefused(limit, actual, () -> log.record(request));
    if (limit != Limit.ID_LENGTH || request.request().value().length() <= actual) {
      assertThat(log.find(request.stream(), request.request())).isEmpty();
    }
  }

  // The declaration

  @Test
  @Rule("DATA-13")
  void theDeclarationIsHonest() {
    assertThat(another().declaration()).isEqualTo(declaration());
    Honesty.check(declaration());
    assertThat(declaration().feed()).as("shape of the feed").isPresent();
    for (Capability capability : Capability.values()) {
      if (Honesty.EVENT_STORES.contains(capability)) {
        assertThat(implementsCapability(capability))
            .as("whether the class implements %s", interfaceOf(capability).getName())
            .isEqualTo(declaration().offers(capability));
      } else {
        assertThat(declaration().offers(capability))
            .as("whether it declares %s", capability)
            .isFalse();
      }
    }
  }

  @Test
  @Rule("DATA-14")
  void noSecretShows() {
    Honesty.checkNoSecret("toString of the store", store().toString());
    Honesty.checkNoSecret("the declaration", declaration().toString());
    Commit over = onePast().get(0);
    assertThatExceptionOfType(LimitExceeded.class)
        .isThrownBy(() -> store().commit(over))
        .satisfies(e -> Honesty.checkNoSecret("the message of a refusal", String.valueOf(e)));
  }

  // Building and refusing

  private Limits limits() {
    return declaration().limits();
  }

  private long at(Limit limit, long most) {
    evidence(limit.name(), limits().get(limit));
    return Math.min(limits().get(limit), most);
  }

  private boolean exact(Limit limit, long most) {
    return limits().get(limit) <= most;
  }

  private Commit withEffects(long count) {
    Commit.Builder commit = to(stream());
    for (int i = 0; i < count; i++) {
      commit.effect(new Effect("t", "e", Json.of(i)));
    }
    return commit.build();
  }

  private Commit withClaims(long count) {
    Commit.Builder commit = to(stream());
    for (int i = 0; i < count; i++) {
      Claim claim = new Claim("key", name("c"));
      commit = i % 3 == 0 ? commit.release(claim) : commit.claim(claim);
    }
    return commit.build();
  }

  // Half of the bytes are those of two-byte characters, so that a count of characters is wrong.
  private Commit ofBytes(long bytes) {
    StreamId stream = stream();
    RequestId request = request();
    long base = Commit.to(stream, request).event("E", Json.of("")).build().bytes();
    int filling = (int) (bytes - base);
    String text = "\u00e9".repeat(filling / 4) + "x".repeat(filling - filling / 4 * 2);
    Commit commit = Commit.to(stream, request).event("E", Json.of(text)).build();
    assertThat(commit.bytes()).isEqualTo(bytes);
    return commit;
  }

  private void assertRefused(Limit limit, long actual, Commit commit) {
    assertRefused(limit, actual, () -> store().commit(commit));
    assertNothingLeft(commit);
  }

  private void assertRefused(Limit limit, long actual, ThrowingCallable call) {
    assertThatExceptionOfType(LimitExceeded.class)
        .as("one past %s", limit)
        .isThrownBy(call)
        .satisfies(
            e -> {
              assertThat(e.limit()).isEqualTo(limit);
              assertThat(e.allowed()).isEqualTo(limits().get(limit));
              assertThat(e.actual()).isEqualTo(actual);
            });
  }

  private void assertNothingLeft(Commit refused) {
    List<RequestId> ids = List.of(refused.request());
    boolean askable = fits(refused.stream().type(), refused.stream().id(), ids.get(0).value());
    if (askable) {
      assertThat(head(refused.stream())).as("version after the refusal").isZero();
      assertThat(store().receipt(refused.stream(), refused.request())).isEmpty();
    }
  }

  // A name that is too long may not be asked for either.
  private boolean fits(String... ids) {
    for (String id : ids) {
      if (id.codePointCount(0, id.length()) > limits().get(Limit.ID_LENGTH)) {
        return false;
      }
    }
    return true;
  }
}
