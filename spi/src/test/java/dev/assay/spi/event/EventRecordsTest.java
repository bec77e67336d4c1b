package dev.assay.spi.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.Limits;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds commits, receipts, tokens and cursors to what they say. */
final class EventRecordsTest {

  private static final StreamId STREAM = new StreamId("account", "1");
  private static final Claim CLAIM = new Claim("email", "a@b");

  @Provide
  Arbitrary<ConsistencyToken> tokens() {
    Arbitrary<Cursor> cursors =
        Arbitraries.strings().withChars("09AZaz._~:-").ofMaxLength(3).map(Cursor::new);
    return Arbitraries.maps(Arbitraries.of(0, 1, 7, Integer.MAX_VALUE), cursors)
        .map(map -> new ConsistencyToken(new TreeMap<>(map)));
  }

  @Property
  void mergingTokensIsALeastUpperBound(
      @ForAll("tokens") ConsistencyToken a,
      @ForAll("tokens") ConsistencyToken b,
      @ForAll("tokens") ConsistencyToken c) {
    ConsistencyToken both = a.merge(b);
    assertThat(both).isEqualTo(b.merge(a));
    assertThat(both.merge(c)).isEqualTo(a.merge(b.merge(c)));
    assertThat(a.merge(a)).isEqualTo(a);
    assertThat(a.merge(ConsistencyToken.NOTHING)).isEqualTo(a);
    assertThat(both.covers(a) && both.covers(b)).isTrue();
    assertThat(c.covers(both)).isEqualTo(c.covers(a) && c.covers(b));
  }

  @Property
  void coveringIsAnOrder(
      @ForAll("tokens") ConsistencyToken a, @ForAll("tokens") ConsistencyToken b) {
    assertThat(a.covers(a)).isTrue();
    assertThat(a.covers(ConsistencyToken.NOTHING)).isTrue();
    assertThat(a.covers(b) && b.covers(a)).isEqualTo(a.equals(b));
  }

  @Property
  void tokensSurviveAsText(@ForAll("tokens") ConsistencyToken token) {
    assertThat(ConsistencyToken.parse(token.toString())).isEqualTo(token);
  }

  @Test
  void equalTokensHaveOneText() {
    SortedMap<Integer, Cursor> backward = new TreeMap<>(Comparator.reverseOrder());
    backward.put(1, new Cursor("a"));
    backward.put(2, new Cursor("b"));
    assertThat(new ConsistencyToken(backward)).hasToString("1=a,2=b");
    assertThat(ConsistencyToken.NOTHING).hasToString("");
    FeedPosition position = new FeedPosition(3, new Cursor("9"));
    assertThat(ConsistencyToken.of(position, new FeedPosition(3, new Cursor("17"))))
        .isEqualTo(position.token());
    assertThat(position.token().cursor(3)).isEqualTo(new Cursor("9"));
    assertThat(position.token().cursor(0)).isEqualTo(Cursor.START);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0=a,", ",", "a=b", "-1=a", "0=a=b", "0=ä", "2147483648=a", "٣=a"})
  void whatIsNoTokenIsRefused(String text) {
    assertThatThrownBy(() -> ConsistencyToken.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cursorsCompareAsText() {
    assertThat(new Cursor("10")).isLessThan(new Cursor("9")).isGreaterThan(Cursor.START);
    assertThat(new Cursor("A")).isLessThan(new Cursor("a"));
    assertThat(Cursor.START).hasToString("(start)");
    assertThat(new Cursor("a".repeat(200)).text()).hasSize(200);
    for (String illegal : List.of("a b", "é", "a".repeat(201), "a/b", "a,b", "a=b", "a\n")) {
      assertThatThrownBy(() -> new Cursor(illegal)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void expectationsHoldWhereTheySay() {
    assertThat(List.of(0L, 1L, 2L))
        .filteredOn(ExpectedVersion.exactly(1)::holdsAt)
        .containsExactly(1L);
    assertThat(List.of(0L, 1L, 2L))
        .filteredOn(ExpectedVersion.noStream()::holdsAt)
        .containsExactly(0L);
    assertThat(List.of(0L, 1L, 2L))
        .filteredOn(ExpectedVersion.exists()::holdsAt)
        .containsExactly(1L, 2L);
    assertThat(List.of(0L, 1L, 2L)).filteredOn(ExpectedVersion.any()::holdsAt).hasSize(3);
    assertThatThrownBy(() -> ExpectedVersion.exactly(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClaimStandsInACommitOnce() {
    assertThatThrownBy(() -> commit().claim(CLAIM).release(CLAIM).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> commit().claim(CLAIM).claim(CLAIM).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(commit().build().touchesClaims()).isFalse();
    assertThat(commit().release(CLAIM).build().touchesClaims()).isTrue();
  }

  @Test
  void bytesCountEveryIdAndEveryText() {
    Commit commit =
        commit()
            .event("Opened", Json.of("é"), JsonObject.of("k", Json.of(1)))
            .effect(new Effect("mail", "send", Json.of(12)))
            .claim(CLAIM)
            .release(new Claim("s", "😀"))
            .responding(Json.of(true))
            .build();
    String all =
        "account1r" + "true" + "Opened\"é\"{\"k\":1}" + "mailsend12{}" + "emaila@b" + "s😀";
    assertThat(commit.bytes()).isEqualTo(all.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void limitsAreCheckedInTheirOrder() {
    Commit.Builder builder = commit();
    for (int i = 0; i < 101; i++) {
      builder.event("E", JsonNull.INSTANCE);
    }
    assertThat(refused(builder.build())).isEqualTo(Limit.COMMIT_EVENTS);
    assertThat(refused(commit().event("e".repeat(201), JsonNull.INSTANCE).build()))
        .isEqualTo(Limit.ID_LENGTH);
    assertThat(refused(commit().responding(Json.parse("1e101")).build()))
        .isEqualTo(Limit.NUMBER_EXPONENT);
    assertThat(refused(commit().event("E", Json.of("x".repeat(262_144))).build()))
        .isEqualTo(Limit.COMMIT_BYTES);
  }

  @Test
  void recordedCommitsFitTheirReceipt() {
    Receipt receipt = receipt(2, 4);
    RecordedCommit commit = recorded(receipt, List.of(event(3), event(4)), false);
    assertThat(commit.asCommit().expected()).isEqualTo(ExpectedVersion.exactly(2));
    assertThat(recorded(receipt, List.of(), true).asCommit().events()).isEmpty();
    for (List<RecordedEvent> wrong :
        List.of(List.<RecordedEvent>of(), List.of(event(3)), List.of(event(4), event(3)))) {
      assertThatThrownBy(() -> recorded(receipt, wrong, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> recorded(receipt, List.of(event(3), event(4)), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void placesAreBounded() {
    assertThatThrownBy(() -> event(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> receipt(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FeedPosition(-1, Cursor.START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StreamId("", "1")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RequestId("\n")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jointCommitsAreCheckedTogether() {
    Commit a = Commit.to(STREAM, new RequestId("r")).claim(CLAIM).build();
    Commit b = Commit.to(new StreamId("account", "2"), new RequestId("r")).claim(CLAIM).build();
    for (List<Commit> wrong : List.of(List.<Commit>of(), List.of(a, a), List.of(a, b))) {
      assertThatThrownBy(() -> JointCommits.check(wrong, Limits.PORTABLE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Limit refused(Commit commit) {
    try {
      commit.check(Limits.PORTABLE);
      throw new AssertionError("The commit was not refused");
    } catch (LimitExceeded e) {
      return e.limit();
    }
  }

  private static Commit.Builder commit() {
    return Commit.to(STREAM, new RequestId("r"));
  }

  private static RecordedEvent event(long version) {
    return new RecordedEvent(STREAM, version, Instant.EPOCH, new Event("E", Json.of(version)));
  }

  private static Receipt receipt(long before, long after) {
    return new Receipt(
        STREAM,
        new RequestId("r"),
        before,
        after,
        JsonNull.INSTANCE,
        Instant.EPOCH,
        new FeedPosition(0, new Cursor("1")));
  }

  private static RecordedCommit recorded(
      Receipt receipt, List<RecordedEvent> events, boolean truncated) {
    return new RecordedCommit(receipt, events, truncated, List.of(), List.of(), List.of());
  }
}
