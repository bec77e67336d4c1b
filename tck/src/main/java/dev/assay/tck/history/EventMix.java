package dev.assay.tck.history;

import dev.assay.tck.history.EventStep.Kind;
import dev.assay.tck.history.PlannedCommit.Expectation;
import java.util.List;

/**
 * What the clients of an event workload do, and how often. The kit has one for each of its rules
 * about histories.
 */
public final class EventMix {

  private static final Lots<Expectation> EXPECTATIONS =
      Lots.of(Expectation.ANY, 4)
          .and(Expectation.READ, 4)
          .and(Expectation.KNOWN, 3)
          .and(Expectation.EXISTS, 2)
          .and(Expectation.NO_STREAM, 1)
          .and(Expectation.LOWER, 1)
          .and(Expectation.HIGHER, 1);

  private static final Lots<Integer> EVENTS = Lots.of(1, 5).and(2, 2).and(0, 2).and(3, 1).and(7, 1);

  final String name;
  final int clients;
  final int hot;
  final int cold;
  final int keys;
  final int followers;
  final List<Opening> openings;
  final Lots<Kind> kinds;
  final Lots<Expectation> expectations;
  final Lots<Integer> events;

  private EventMix(Builder builder) {
    name = builder.name;
    clients = builder.clients;
    hot = builder.hot;
    cold = builder.cold;
    keys = builder.keys;
    followers = builder.followers;
    openings = List.copyOf(builder.openings);
    kinds = builder.kinds;
    expectations = builder.expectations;
    events = builder.events;
  }

  /** What all clients do at the same time when a wave begins. */
  enum Opening {
    /** All expect the version that they have just read of one stream. */
    ONE_VERSION,
    /** All commit the same request; half of them at once, the others a step later. */
    ONE_REQUEST,
    /** All write to one stream and expect nothing. */
    ONE_STREAM,
    /** Most write to one stream, the others ask for the end of the feed and then look at it. */
    ENDS,
    /** Some commit without events, the others expect the version that stays. */
    NO_EVENTS,
    /** All claim one key, each for another stream. */
    ONE_KEY,
    /** One releases a key, the others claim it. */
    RELEASED_KEY,
    /** All claim a key of their own for one stream, on the version that they have just read. */
    REFUSED_KEYS,
    /** All commit lists with the same streams. */
    LISTS,
    /** Some commit to the same streams together, the others to one of them. */
    TOGETHER,
    /** Each writes to a stream of its own. */
    APART
  }

  /** Reads and writes of all kinds on a few streams. */
  public static EventMix streams() {
    return new Builder("streams")
        .opening(Opening.ONE_VERSION, Opening.ONE_STREAM, Opening.ONE_VERSION)
        .kinds(Lots.of(Kind.SEND, 6).and(Kind.READ, 8).and(Kind.FIND, 1).and(Kind.REPEAT, 1))
        .build();
  }

  /** Requests that are repeated at once and later, through other handles. */
  public static EventMix requests() {
    return new Builder("requests")
        .opening(Opening.ONE_REQUEST)
        .kinds(Lots.of(Kind.SEND, 3).and(Kind.REPEAT, 5).and(Kind.FIND, 3).and(Kind.READ, 1))
        .build();
  }

  /** Writers that guess, most of them wrongly, and readers that look for traces. */
  public static EventMix refusals() {
    return new Builder("refusals")
        .opening(Opening.NO_EVENTS, Opening.ONE_VERSION)
        .kinds(Lots.of(Kind.SEND, 8).and(Kind.READ, 3).and(Kind.FIND, 3))
        .expectations(
            Lots.of(Expectation.READ, 5)
                .and(Expectation.KNOWN, 4)
                .and(Expectation.LOWER, 2)
                .and(Expectation.HIGHER, 2)
                .and(Expectation.EXISTS, 1)
                .and(Expectation.NO_STREAM, 1))
        .events(Lots.of(0, 4).and(1, 4).and(2, 1).and(7, 1))
        .build();
  }

  /** Writers of many streams, and followers beside them. */
  public static EventMix feeds() {
    return new Builder("feeds")
        .streams(2, 12)
        .followed()
        .opening(Opening.APART, Opening.ENDS)
        .kinds(Lots.of(Kind.SEND, 8).and(Kind.LIST, 1).and(Kind.REPEAT, 1).and(Kind.END, 2))
        .build();
  }

  /** Streams that claim and release a few keys. */
  public static EventMix claims() {
    return new Builder("claims")
        .streams(3, 8)
        .keys(4)
        .opening(Opening.ONE_KEY, Opening.RELEASED_KEY, Opening.REFUSED_KEYS)
        .kinds(Lots.of(Kind.SEND, 6).and(Kind.HOLDER, 4).and(Kind.REPEAT, 1))
        .build();
  }

  /** Lists of commits and commits with many events, and readers that look at them half way. */
  public static EventMix lists() {
    return new Builder("lists")
        .opening(Opening.LISTS)
        .kinds(Lots.of(Kind.LIST, 3).and(Kind.SEND, 2).and(Kind.READ, 6).and(Kind.FIND, 1))
        .events(Lots.of(1, 3).and(4, 2).and(9, 2).and(0, 1))
        .build();
  }

  /** Commits to several streams together, beside others to each of them. */
  public static EventMix together() {
    return new Builder("together")
        .opening(Opening.TOGETHER)
        .kinds(Lots.of(Kind.TOGETHER, 3).and(Kind.SEND, 3).and(Kind.READ, 6).and(Kind.FIND, 1))
        .build();
  }

  /** Some of everything that a store without capabilities does. */
  public static EventMix everything() {
    return new Builder("everything")
        .streams(2, 6)
        .followed()
        .opening(Opening.ONE_VERSION, Opening.ONE_REQUEST, Opening.LISTS, Opening.ONE_STREAM)
        .kinds(
            Lots.of(Kind.SEND, 6)
                .and(Kind.READ, 4)
                .and(Kind.REPEAT, 2)
                .and(Kind.LIST, 1)
                .and(Kind.FIND, 1)
                .and(Kind.END, 1))
        .build();
  }

  /** Returns the name of the history that comes of it. */
  public String name() {
    return name;
  }

  private static final class Builder {

    private final String name;
    private int clients = 8;
    private int hot = 2;
    private int cold = 4;
    private int keys;
    private int followers;
    private List<Opening> openings = List.of();
    private Lots<Kind> kinds = new Lots<>(List.of());
    private Lots<Expectation> expectations = EXPECTATIONS;
    private Lots<Integer> events = EVENTS;

    Builder(String name) {
      this.name = name;
    }

    Builder streams(int hot, int cold) {
      this.hot = hot;
      this.cold = cold;
      return this;
    }

    Builder keys(int keys) {
      this.keys = keys;
      return this;
    }

    /** One follower polls and one waits. */
    Builder followed() {
      followers = 2;
      return this;
    }

    Builder opening(Opening... openings) {
      this.openings = List.of(openings);
      return this;
    }

    Builder kinds(Lots<Kind> kinds) {
      this.kinds = kinds;
      return this;
    }

    Builder expectations(Lots<Expectation> expectations) {
      this.expectations = expectations;
      return this;
    }

    Builder events(Lots<Integer> events) {
      this.events = events;
      return this;
    }

    EventMix build() {
      return new EventMix(this);
    }
  }
}
