package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.tck.data.GoldenHistory;
import dev.assay.tck.data.StateDigest;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules about folding a history into the same state every time and everywhere. */
public abstract class ReplaySuite extends EventStoreSuite {

  /** The digest of all streams after the golden history was written without its claims. */
  public static final String GOLDEN_STREAMS =
      "8aceba90b6128349879781d8905a14c3aa923f65faef724d412c72031bc99f09";

  /** The digest of the feed after the golden history was written without its claims. */
  public static final String GOLDEN_FEED =
      "8da5fbfb0dee4bbc5508f28db32d9913cb40cae996b4b1be0925bd6343e0dcc6";

  /** The digest of the feed after the golden history was written with its claims. */
  public static final String GOLDEN_CLAIMS =
      "3bdc42c7b29a99d75695f362ab74a5f0162d483c513104c25f458d62169f63e5";

  private static final int[] PAGES = {1, 2, 7, 100};

  /** For the subclass that names the fixture. */
  protected ReplaySuite() {}

  @Test
  @Rule("REPLAY-1")
  void foldingAStreamGivesTheSameStateEveryTime() {
    StreamId stream = stream();
    for (int i = 0; i < 16; i++) {
      append(stream, (i * 5) % 7);
    }
    String state = StateDigest.of(StateDigest.events(store().events(stream).toList()));
    EventStore reopened = another();
    reopened.close();
    for (EventStore handle : List.of(store(), another())) {
      for (int max : PAGES) {
        assertThat(StateDigest.of(StateDigest.events(forward(handle, stream, max))))
            .as("state after folding by pages of %s", max)
            .isEqualTo(state);
        assertThat(StateDigest.of(StateDigest.events(backward(handle, stream, max))))
            .as("state after folding by pages of %s, read backward", max)
            .isEqualTo(state);
      }
    }
  }

  @Test
  @Rule("REPLAY-2")
  void foldingTheFeedGivesTheSameStateEveryTime() {
    List<StreamId> streams = List.of(stream(), stream(), stream(), stream(), stream());
    for (int i = 0; i < 40; i++) {
      append(streams.get((i * 3) % 5), (i * 5) % 4);
    }
    List<RecordedEvent> events = new ArrayList<>();
    streams.forEach(stream -> events.addAll(readAll(stream)));
    String state = StateDigest.of(StateDigest.commits(Feeds.all(store())));
    for (EventStore handle : List.of(store(), another())) {
      for (int max : PAGES) {
        List<RecordedCommit> feed = Feeds.all(handle, max);
        assertThat(StateDigest.of(StateDigest.commits(feed)))
            .as("state after folding by pages of %s", max)
            .isEqualTo(state);
        assertThat(StateDigest.events(feed.stream().flatMap(c -> c.events().stream()).toList()))
            .as("events of the feed by pages of %s", max)
            .isEqualTo(StateDigest.events(events));
      }
    }
  }

  @Test
  @Rule("REPLAY-3")
  void theGoldenHistoryHasOneStateEverywhere() {
    GoldenHistory history = GoldenHistory.load().withoutClaims();
    write(history);
    assertFeed(history, GOLDEN_FEED);
    List<RecordedEvent> expected =
        history.recorded().stream().flatMap(commit -> commit.events().stream()).toList();
    EventStore handle = another();
    List<RecordedEvent> read = new ArrayList<>();
    history.streams().forEach(stream -> read.addAll(readAll(handle, stream)));
    assertThat(StateDigest.events(read)).isEqualTo(StateDigest.events(expected));
    assertThat(StateDigest.of(StateDigest.events(read))).isEqualTo(GOLDEN_STREAMS);
    evidence("streams", GOLDEN_STREAMS);
    evidence("feed", GOLDEN_FEED);
  }

  @Test
  @Rule("REPLAY-4")
  @Requires(Capability.CLAIMS)
  void theGoldenHistoryWithClaimsHasOneStateEverywhere() {
    GoldenHistory history = GoldenHistory.load();
    write(history);
    assertFeed(history, GOLDEN_CLAIMS);
    evidence("feed", GOLDEN_CLAIMS);
  }

  private void write(GoldenHistory history) {
    for (GoldenHistory.Step step : history.steps()) {
      CommitResult result = store().commit(step.commit());
      assertThat(result.getClass().getSimpleName())
          .as("answer to request %s", step.commit().request())
          .isEqualTo(step.answer());
    }
  }

  private void assertFeed(GoldenHistory history, String digest) {
    List<String> shown = StateDigest.commits(Feeds.all(another()));
    assertThat(shown).isEqualTo(StateDigest.commits(history.recorded()));
    assertThat(StateDigest.of(shown)).isEqualTo(digest);
  }

  private static List<RecordedEvent> forward(EventStore handle, StreamId stream, int max) {
    List<RecordedEvent> events = new ArrayList<>();
    StreamSlice slice = handle.read(stream, 1, max, Direction.FORWARD);
    events.addAll(slice.events());
    while (slice.more()) {
      assertThat(slice.events()).as("a slice that says that there is more").isNotEmpty();
      slice = handle.read(stream, last(slice).version() + 1, max, Direction.FORWARD);
      events.addAll(slice.events());
    }
    return events;
  }

  private static List<RecordedEvent> backward(EventStore handle, StreamId stream, int max) {
    List<RecordedEvent> events = new ArrayList<>();
    StreamSlice slice = handle.read(stream, Long.MAX_VALUE, max, Direction.BACKWARD);
    events.addAll(slice.events());
    while (slice.more()) {
      assertThat(slice.events()).as("a slice that says that there is more").isNotEmpty();
      slice = handle.read(stream, last(slice).version() - 1, max, Direction.BACKWARD);
      events.addAll(slice.events());
    }
    Collections.reverse(events);
    return events;
  }

  private static RecordedEvent last(StreamSlice slice) {
    return slice.events().get(slice.events().size() - 1);
  }
}
