package dev.assay.tck.history;

import static dev.assay.tck.history.Tale.ORDER;
import static dev.assay.tck.history.Tale.OTHER;
import static dev.assay.tck.history.Tale.absent;
import static dev.assay.tck.history.Tale.applied;
import static dev.assay.tck.history.Tale.claiming;
import static dev.assay.tck.history.Tale.commit;
import static dev.assay.tck.history.Tale.committed;
import static dev.assay.tck.history.Tale.conflict;
import static dev.assay.tck.history.Tale.duplicate;
import static dev.assay.tck.history.Tale.end;
import static dev.assay.tck.history.Tale.ends;
import static dev.assay.tck.history.Tale.entry;
import static dev.assay.tck.history.Tale.feed;
import static dev.assay.tck.history.Tale.find;
import static dev.assay.tck.history.Tale.found;
import static dev.assay.tck.history.Tale.get;
import static dev.assay.tck.history.Tale.head;
import static dev.assay.tck.history.Tale.heldBy;
import static dev.assay.tck.history.Tale.heldByNobody;
import static dev.assay.tck.history.Tale.history;
import static dev.assay.tck.history.Tale.holder;
import static dev.assay.tck.history.Tale.missing;
import static dev.assay.tck.history.Tale.op;
import static dev.assay.tck.history.Tale.open;
import static dev.assay.tck.history.Tale.page;
import static dev.assay.tck.history.Tale.present;
import static dev.assay.tck.history.Tale.put;
import static dev.assay.tck.history.Tale.read;
import static dev.assay.tck.history.Tale.readBack;
import static dev.assay.tck.history.Tale.releasing;
import static dev.assay.tck.history.Tale.remove;
import static dev.assay.tck.history.Tale.removed;
import static dev.assay.tck.history.Tale.slice;
import static dev.assay.tck.history.Tale.stale;
import static dev.assay.tck.history.Tale.taken;
import static dev.assay.tck.history.Tale.unavailable;

import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.ArrayList;
import java.util.List;

/** For every anomaly a history by hand that shows it. */
final class BadHistories {

  private BadHistories() {}

  /** Returns the history that stands on the page of anomalies. */
  static History example(Anomaly anomaly) {
    return switch (anomaly) {
      case FEED_SKIP,
          FEED_LATE_COMMIT,
          FEED_DUPLICATE,
          FEED_REORDER,
          FEED_POSITION_DISAGREES,
          FALSE_CAUGHT_UP,
          FEED_REGRESS,
          PARTITION_CHANGE ->
          feedExample(anomaly);
      case CLAIM_HELD_TWICE, LOST_CLAIM, WRONG_HOLDER, UNJUSTIFIED_CLAIM_TAKEN ->
          claimExample(anomaly);
      case REFUSED_WRITE_APPEARS,
          PHANTOM_VIEW,
          DIVERGENT_VIEW,
          REVISION_APPLIED_TWICE,
          TOMBSTONE_FORGOTTEN,
          OLDER_WRITE_APPLIED,
          LOST_VIEW_WRITE,
          STALE_VIEW,
          FUTURE_VIEW,
          UNJUSTIFIED_STALE ->
          viewExample(anomaly);
      default -> streamExample(anomaly);
    };
  }

  private static History streamExample(Anomaly anomaly) {
    return switch (anomaly) {
      case REFUSED_COMMIT_APPEARS ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 1, 4, commit("r2", 0, "b"), conflict(1)),
              op(0, 5, 6, read(), head(2, "a", "b")));
      case PHANTOM_COMMIT ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 4, read(), head(1, "x")));
      case TORN_COMMIT ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              open(0, 3, commit("r2", 1, "b", "c", "d")),
              op(1, 5, 6, read(), head(3, "a", "b", "c")));
      case REQUEST_APPLIED_TWICE ->
          history(
              op(0, 0, 3, commit(ORDER, "r1", ExpectedVersion.any(), "a"), committed(0, 1, "c1")),
              op(1, 1, 4, commit(ORDER, "r1", ExpectedVersion.any(), "a"), committed(1, 2, "c2")));
      case LOST_COMMIT ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(0, 3, 5, commit("r2", 1, "b"), committed(1, 2, "c2")),
              op(1, 6, 7, read(), head(1, "a")));
      case DIVERGENT_VERSIONS ->
          history(
              op(0, 0, 3, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 1, 4, commit("r2", 0, "b"), committed(0, 1, "c2")),
              op(0, 5, 6, read(), head(1, "a")),
              op(1, 5, 7, read(), head(1, "b")));
      case IGNORED_EXPECTATION ->
          history(
              op(0, 0, 3, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 1, 5, commit("r2", 0, "b"), committed(1, 2, "c2")));
      case VERSION_GAP ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 5, commit(ORDER, "r2", ExpectedVersion.any(), "b"), committed(2, 3, "c2")));
      case PHANTOM_VERSION ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 5, commit("r2", 0, "b"), conflict(7)));
      case STALE_READ ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 4, read(), head(0)),
              op(2, 5, 6, read(), head(1, "a")));
      case FUTURE_READ ->
          history(
              op(1, 0, 2, read(), head(1, "a")),
              op(0, 3, 5, commit("r1", 0, "a"), committed(0, 1, "c1")));
      case BACKDATED_COMMIT ->
          history(
              open(0, 0, commit("r1", 0, "a")),
              op(1, 1, 3, commit("r2", 1, "b"), committed(1, 2, "c2")),
              op(2, 4, 6, commit("r3", 0, "c"), committed(0, 1, "c1")));
      case UNJUSTIFIED_CONFLICT ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 5, commit("r2", 1, "b"), conflict(0)),
              op(0, 6, 7, commit("r3", 1, "c"), committed(1, 2, "c2")));
      case UNJUSTIFIED_DUPLICATE ->
          history(
              op(0, 0, 2, commit("r1", 3, "a"), conflict(0)),
              op(0, 3, 5, commit("r1", 0, "a"), duplicate(0, 1, "c1")));
      case DUPLICATE_WITH_ANOTHER_RECEIPT ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(0, 3, 4, commit("r2", 1, "b"), committed(1, 2, "c2")),
              op(1, 5, 7, commit("r1", 0, "a"), duplicate(1, 2, "c2")));
      case WRONG_RECEIPT ->
          history(
              op(0, 0, 3, commit(ORDER, "r1", ExpectedVersion.any(), "a"), committed(0, 1, "c1")),
              op(1, 1, 4, commit(ORDER, "r2", ExpectedVersion.any(), "b"), committed(1, 2, "c2")),
              op(0, 5, 6, read(), head(2, "b", "a")));
      case FORGOTTEN_REQUEST ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(0, 3, 5, commit("r1", 0, "a"), conflict(1)));
      case BROKEN_SLICE ->
          history(
              op(0, 0, 2, commit("r1", 0, "a", "b"), committed(0, 2, "c1")),
              op(1, 3, 4, readBack(1), slice(2, 1, "a")));
      default -> throw new IllegalArgumentException(anomaly.id());
    };
  }

  private static History feedExample(Anomaly anomaly) {
    return switch (anomaly) {
      case FEED_SKIP ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(0, 3, 4, commit("r2", 1, "b"), committed(1, 2, "c2")),
              op(1, 5, 6, feed(""), page("c2", true, entry("r2", 1, 2, "c2", "b"))));
      case FEED_LATE_COMMIT ->
          history(
              op(0, 0, 7, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(
                  1,
                  1,
                  3,
                  commit(OTHER, "r2", ExpectedVersion.noStream(), "b"),
                  committed(0, 1, "c2")),
              op(2, 4, 5, feed(""), page("c2", false, entry(OTHER, "r2", 0, 1, "c2", "b"))));
      case FEED_DUPLICATE ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 4, feed(""), page("c1", true, entry("r1", 0, 1, "c1", "a"))),
              op(1, 5, 6, feed("c1"), page("c2", true, entry("r1", 0, 1, "c2", "a"))));
      case FEED_REORDER ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c2")),
              op(0, 3, 4, commit("r2", 1, "b"), committed(1, 2, "c1")),
              op(
                  1,
                  5,
                  6,
                  feed(""),
                  page("c2", true, entry("r2", 1, 2, "c1", "b"), entry("r1", 0, 1, "c2", "a"))));
      case FEED_POSITION_DISAGREES ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 4, feed(""), page("c2", true, entry("r1", 0, 1, "c2", "a"))));
      case FALSE_CAUGHT_UP ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 4, feed(""), page("", true)));
      case FEED_REGRESS ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(1, 3, 4, feed(""), page("c1", true, entry("r1", 0, 1, "c1", "a"))),
              op(2, 5, 6, end(), ends("")));
      case PARTITION_CHANGE ->
          history(
              op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
              op(0, 3, 5, commit("r2", 1, "b"), new Answer.Committed(1, 2, 1, "c1")));
      default -> throw new IllegalArgumentException(anomaly.id());
    };
  }

  private static History claimExample(Anomaly anomaly) {
    return switch (anomaly) {
      case CLAIM_HELD_TWICE ->
          history(
              op(0, 0, 3, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
              op(1, 1, 4, claiming(OTHER, "r2", "b"), committed(0, 1, "c2")));
      case LOST_CLAIM ->
          history(
              op(0, 0, 2, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
              op(1, 3, 4, holder(), heldByNobody()));
      case WRONG_HOLDER ->
          history(
              op(0, 0, 2, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
              op(0, 3, 4, releasing(ORDER, "r2", "b"), committed(1, 2, "c2")),
              op(1, 5, 6, holder(), heldBy(ORDER)));
      case UNJUSTIFIED_CLAIM_TAKEN ->
          history(
              op(0, 0, 2, claiming(ORDER, "r1", "a"), unavailable()),
              op(1, 3, 5, claiming(OTHER, "r2", "b"), taken(ORDER)));
      default -> throw new IllegalArgumentException(anomaly.id());
    };
  }

  private static History viewExample(Anomaly anomaly) {
    return switch (anomaly) {
      case REFUSED_WRITE_APPEARS ->
          history(
              op(0, 0, 2, put(5, "a"), applied()),
              op(1, 1, 4, put(5, "b"), stale(5)),
              op(0, 5, 6, get(), present(5, "b")));
      case PHANTOM_VIEW ->
          history(op(0, 0, 2, put(5, "a"), applied()), op(1, 3, 4, get(), present(6, "a")));
      case DIVERGENT_VIEW ->
          history(
              open(0, 0, put(5, "a")),
              open(1, 1, put(5, "b")),
              op(2, 3, 4, get(), present(5, "a")),
              op(3, 3, 5, get(), present(5, "b")));
      case REVISION_APPLIED_TWICE ->
          history(op(0, 0, 3, put(5, "a"), applied()), op(1, 1, 4, put(5, "b"), applied()));
      case TOMBSTONE_FORGOTTEN ->
          history(
              op(0, 0, 2, remove(5), applied()),
              op(1, 3, 4, put(4, "a"), applied()),
              op(0, 5, 6, get(), present(4, "a")));
      case OLDER_WRITE_APPLIED ->
          history(op(0, 0, 2, put(5, "a"), applied()), op(1, 3, 4, put(4, "b"), applied()));
      case LOST_VIEW_WRITE ->
          history(
              op(0, 0, 2, put(4, "a"), applied()),
              op(0, 3, 4, put(5, "b"), applied()),
              op(1, 5, 6, get(), present(4, "a")));
      case STALE_VIEW ->
          history(
              op(0, 0, 2, put(5, "a"), applied()),
              op(1, 3, 4, get(), absent()),
              op(2, 5, 6, get(), present(5, "a")));
      case FUTURE_VIEW ->
          history(op(1, 0, 2, get(), present(5, "a")), op(0, 3, 5, put(5, "a"), applied()));
      case UNJUSTIFIED_STALE ->
          history(op(0, 0, 2, put(4, "a"), applied()), op(1, 3, 5, put(5, "b"), stale(4)));
      default -> throw new IllegalArgumentException(anomaly.id());
    };
  }

  /** Another history that shows an anomaly, in another way than the example. */
  record Variant(Anomaly anomaly, String how, History history) {

    @Override
    public String toString() {
      return anomaly + ": " + how;
    }
  }

  static List<Variant> variants() {
    return List.of(
        new Variant(
            Anomaly.REFUSED_COMMIT_APPEARS,
            "in the feed, after the store was unavailable",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), unavailable()),
                op(1, 3, 4, feed(""), page("c1", true, entry("r1", 0, 1, "c1", "a"))))),
        new Variant(
            Anomaly.REFUSED_COMMIT_APPEARS,
            "as a receipt, after a claim was taken",
            history(
                op(0, 0, 2, claiming(OTHER, "r0", "z"), committed(0, 1, "c1")),
                op(1, 3, 4, claiming(ORDER, "r1", "a"), taken(OTHER)),
                op(1, 5, 6, find("r1"), found(0, 1, "c2")))),
        new Variant(
            Anomaly.PHANTOM_COMMIT,
            "in the feed",
            history(op(1, 3, 4, feed(""), page("c1", true, entry("r1", 0, 1, "c1", "a"))))),
        new Variant(
            Anomaly.PHANTOM_COMMIT,
            "as a receipt",
            history(op(1, 3, 4, find("r1"), found(0, 1, "c1")))),
        new Variant(
            Anomaly.PHANTOM_COMMIT,
            "an event of another stream",
            history(
                op(0, 0, 2, commit(OTHER, "r1", ExpectedVersion.any(), "a"), committed(0, 1, "c1")),
                op(1, 3, 4, read(), head(1, "a")))),
        new Variant(
            Anomaly.TORN_COMMIT,
            "another commit stands where its end should be",
            history(
                open(0, 0, commit("r1", 0, "a", "b")),
                op(1, 1, 3, commit(ORDER, "r2", ExpectedVersion.any(), "c"), committed(1, 2, "c2")),
                op(2, 4, 5, read(), head(2, "a", "c")))),
        new Variant(
            Anomaly.TORN_COMMIT,
            "in the feed",
            history(
                op(0, 0, 2, commit("r1", 0, "a", "b"), committed(0, 2, "c1")),
                op(1, 3, 4, feed(""), page("c1", true, entry("r1", 0, 2, "c1", "a"))))),
        new Variant(
            Anomaly.REQUEST_APPLIED_TWICE,
            "its event stands at two versions",
            history(
                open(0, 0, commit(ORDER, "r1", ExpectedVersion.any(), "a")),
                open(0, 3, commit(ORDER, "r1", ExpectedVersion.any(), "a")),
                op(1, 5, 6, read(), head(2, "a", "a")))),
        new Variant(
            Anomaly.LOST_COMMIT,
            "another one stands in its place",
            history(
                op(0, 0, 3, commit("r1", 0, "a"), committed(0, 1, "c1")),
                open(1, 1, commit("r2", 0, "b")),
                op(0, 5, 6, read(), head(1, "b")))),
        new Variant(
            Anomaly.DIVERGENT_VERSIONS,
            "two winners of one version",
            history(
                op(0, 0, 3, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 1, 4, commit("r2", 0, "b"), committed(0, 1, "c2")))),
        new Variant(
            Anomaly.IGNORED_EXPECTATION,
            "no attempt expected the version it has",
            history(
                op(0, 0, 2, commit("r0", 0, "z"), committed(0, 1, "c1")),
                open(0, 3, commit("r1", 0, "a")),
                op(1, 5, 6, read(), head(2, "z", "a")))),
        new Variant(
            Anomaly.IGNORED_EXPECTATION,
            "the stream was to exist",
            history(
                op(
                    0,
                    0,
                    2,
                    commit(ORDER, "r1", ExpectedVersion.exists(), "a"),
                    committed(0, 1, "c1")))),
        new Variant(
            Anomaly.VERSION_GAP,
            "a commit of unknown outcome is too small to fill it",
            history(
                open(0, 0, commit("r1", 0, "a")),
                op(
                    1,
                    3,
                    5,
                    commit(ORDER, "r2", ExpectedVersion.any(), "b"),
                    committed(2, 3, "c2")))),
        new Variant(
            Anomaly.FUTURE_READ,
            "in the feed",
            history(
                op(1, 0, 2, feed(""), page("c1", true, entry("r1", 0, 1, "c1", "a"))),
                op(0, 3, 5, commit("r1", 0, "a"), committed(0, 1, "c1")))),
        new Variant(
            Anomaly.FUTURE_READ,
            "a conflict tells a version that comes later",
            history(
                op(1, 0, 2, commit("r2", 7, "b"), conflict(1)),
                op(0, 3, 5, commit("r1", 0, "a"), committed(0, 1, "c1")))),
        new Variant(
            Anomaly.FUTURE_READ,
            "whoever may have made the version had not begun",
            history(
                op(1, 0, 2, commit("r2", 7, "b"), conflict(1)), open(0, 3, commit("r1", 0, "a")))),
        new Variant(
            Anomaly.STALE_READ,
            "a conflict tells a version that was gone",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 4, commit("r2", 1, "b"), committed(1, 2, "c2")),
                op(1, 5, 6, commit("r3", 7, "c"), conflict(1)),
                op(1, 7, 8, read(), head(2, "a", "b")))),
        new Variant(
            Anomaly.STALE_READ,
            "a claim was judged at a version that was gone",
            history(
                op(0, 0, 1, claiming(OTHER, "r0", "z"), committed(0, 1, "c0")),
                op(0, 2, 3, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(
                    1,
                    4,
                    6,
                    new Call.Commit(
                        ORDER,
                        new RequestId("r2"),
                        ExpectedVersion.noStream(),
                        List.of("b"),
                        List.of(Tale.MAIL),
                        List.of()),
                    taken(OTHER)),
                op(1, 7, 8, read(), head(1, "a")))),
        new Variant(
            Anomaly.STALE_READ,
            "two reads alone, of a commit still on its way",
            history(
                open(0, 0, commit("r1", 0, "a")),
                op(1, 1, 2, read(), head(1, "a")),
                op(1, 3, 4, read(), head(0)))),
        new Variant(
            Anomaly.UNJUSTIFIED_CONFLICT,
            "the version it tells is the expected one",
            history(op(0, 0, 2, commit("r1", 0, "a"), conflict(0)))),
        new Variant(
            Anomaly.UNJUSTIFIED_CONFLICT,
            "it expected nothing",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 5, commit(ORDER, "r2", ExpectedVersion.any(), "b"), conflict(1)))),
        new Variant(
            Anomaly.UNJUSTIFIED_CONFLICT,
            "the stream existed",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 5, commit(ORDER, "r2", ExpectedVersion.exists(), "b"), conflict(0)),
                op(0, 6, 7, read(), head(1, "a")))),
        new Variant(
            Anomaly.UNJUSTIFIED_CONFLICT,
            "the version it tells comes later",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 3, 5, commit("r2", 1, "b"), conflict(2)),
                op(0, 6, 7, commit("r3", 1, "c"), committed(1, 2, "c2")))),
        new Variant(
            Anomaly.UNJUSTIFIED_DUPLICATE,
            "the first attempt began later",
            history(
                op(1, 0, 2, commit("r1", 0, "a"), duplicate(0, 1, "c1")),
                op(0, 3, 5, commit("r1", 0, "a"), committed(0, 1, "c1")))),
        new Variant(
            Anomaly.DUPLICATE_WITH_ANOTHER_RECEIPT,
            "another position in the feed, asked for",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 3, 4, find("r1"), found(0, 1, "c2")))),
        new Variant(
            Anomaly.WRONG_RECEIPT,
            "it tells of another number of events",
            history(op(0, 0, 2, commit("r1", 0, "a", "b"), committed(0, 1, "c1")))),
        new Variant(
            Anomaly.FORGOTTEN_REQUEST,
            "its receipt is not found",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 3, 5, find("r1"), missing()))),
        new Variant(
            Anomaly.FORGOTTEN_REQUEST,
            "its receipt is not found although what came after it was seen",
            history(
                open(0, 0, commit("r1", 0, "a")),
                op(1, 1, 2, commit("r2", 1, "b"), committed(1, 2, "c2")),
                op(1, 3, 4, find("r1"), missing()),
                op(1, 5, 6, find("r1"), found(0, 1, "c1")))),
        new Variant(
            Anomaly.FORGOTTEN_REQUEST,
            "without events",
            history(
                op(0, 0, 2, commit("r1", 0), committed(0, 0, "c1")),
                op(1, 3, 5, find("r1"), missing()))),
        new Variant(
            Anomaly.BACKDATED_COMMIT,
            "without events",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 4, commit("r2", 0), committed(0, 0, "c0")),
                op(0, 5, 6, read(), head(1, "a")))),
        new Variant(
            Anomaly.BROKEN_SLICE,
            "the head lies before its events",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 9, commit("r2", 1, "b"), committed(1, 2, "c2")),
                op(1, 4, 5, read(), head(1, "a", "b")))),
        new Variant(
            Anomaly.BROKEN_SLICE,
            "more than asked for",
            history(
                op(0, 0, 2, commit("r1", 0, "a", "b"), committed(0, 2, "c1")),
                op(1, 3, 4, readBack(1), slice(2, 2, "b", "a")))),
        new Variant(
            Anomaly.BROKEN_SLICE,
            "events are there, but none is shown",
            history(
                op(0, 0, 2, commit("r1", 0, "a", "b"), committed(0, 2, "c1")),
                op(1, 3, 4, read(), slice(2, 0)))),
        new Variant(
            Anomaly.BROKEN_SLICE,
            "the beginning is gone",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 3, 4, read(), new Answer.Slice(1, 2, 0, List.of())))),
        new Variant(
            Anomaly.FEED_LATE_COMMIT,
            "behind an end that was told before it began",
            history(
                op(1, 0, 2, end(), ends("c5")),
                op(0, 3, 5, commit("r1", 0, "a"), committed(0, 1, "c1")))),
        new Variant(
            Anomaly.FEED_LATE_COMMIT,
            "behind an end that was told before a read that does not see it yet",
            history(
                op(0, 0, 7, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 1, 2, end(), ends("c5")),
                op(1, 3, 4, read(), new Answer.Slice(0, 1, 0, List.of())))),
        new Variant(
            Anomaly.FEED_DUPLICATE,
            "on one page",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(
                    1,
                    3,
                    4,
                    feed(""),
                    page("c1", true, entry("r1", 0, 1, "c1", "a"), entry("r1", 0, 1, "c1", "a"))))),
        new Variant(
            Anomaly.FEED_DUPLICATE,
            "again behind its own cursor",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 3, 4, feed("c1"), page("c1", true, entry("r1", 0, 1, "c1", "a"))))),
        new Variant(
            Anomaly.FEED_REORDER,
            "a page shows the greater cursor first",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 4, commit("r2", 1, "b"), committed(1, 2, "c2")),
                op(
                    1,
                    5,
                    6,
                    feed(""),
                    page("c2", true, entry("r2", 1, 2, "c2", "b"), entry("r1", 0, 1, "c1", "a"))))),
        new Variant(
            Anomaly.FEED_REORDER,
            "two commits at one cursor",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 3, 4, commit("r2", 1, "b"), committed(1, 2, "c1")))),
        new Variant(
            Anomaly.FEED_REORDER,
            "a commit without events before the one that made its version",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c2")),
                op(0, 3, 4, commit("r2", 1), committed(1, 1, "c1")))),
        new Variant(
            Anomaly.FEED_REGRESS,
            "the next cursor lies before the last commit",
            history(
                op(0, 0, 2, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 3, 4, feed(""), page("", false, entry("r1", 0, 1, "c1", "a"))))),
        new Variant(
            Anomaly.CLAIM_HELD_TWICE,
            "taken while its holder had not begun to release it",
            history(
                op(0, 0, 2, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
                op(1, 3, 4, claiming(OTHER, "r2", "b"), committed(0, 1, "c2")),
                op(0, 5, 6, releasing(ORDER, "r3", "c"), committed(1, 2, "c3")))),
        new Variant(
            Anomaly.WRONG_HOLDER,
            "left behind by a refused commit",
            history(
                op(0, 0, 2, claiming(OTHER, "r1", "a"), unavailable()),
                op(1, 3, 4, holder(), heldBy(OTHER)))),
        new Variant(
            Anomaly.WRONG_HOLDER,
            "another stream held it throughout",
            history(
                open(2, 0, claiming(OTHER, "r0", "z")),
                op(0, 0, 2, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
                op(1, 3, 4, holder(), heldBy(OTHER)))),
        new Variant(
            Anomaly.UNJUSTIFIED_CLAIM_TAKEN,
            "the stream holds it itself",
            history(
                op(0, 0, 2, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
                op(0, 3, 5, claiming(ORDER, "r2", "b"), taken(ORDER)))),
        new Variant(
            Anomaly.UNJUSTIFIED_CLAIM_TAKEN,
            "the commit does not claim it",
            history(
                op(0, 0, 2, claiming(OTHER, "r1", "a"), committed(0, 1, "c1")),
                op(0, 3, 5, releasing(ORDER, "r2", "b"), taken(OTHER)))),
        new Variant(
            Anomaly.REFUSED_WRITE_APPEARS,
            "after the store was unavailable",
            history(op(0, 0, 2, put(5, "a"), unavailable()), op(0, 5, 6, get(), present(5, "a")))),
        new Variant(
            Anomaly.PHANTOM_VIEW,
            "a tombstone that nobody left",
            history(op(0, 0, 2, put(5, "a"), applied()), op(1, 3, 4, get(), removed(6)))),
        new Variant(
            Anomaly.DIVERGENT_VIEW,
            "a document and a tombstone",
            history(
                op(0, 0, 2, put(5, "a"), applied()),
                open(1, 0, remove(5)),
                op(2, 3, 4, get(), removed(5)))),
        new Variant(
            Anomaly.TOMBSTONE_FORGOTTEN,
            "read again although an older write was on its way",
            history(
                open(0, 0, put(4, "a")),
                op(1, 1, 2, remove(5), applied()),
                op(1, 3, 4, get(), present(4, "a")),
                op(1, 5, 6, get(), removed(5)))),
        new Variant(
            Anomaly.STALE_VIEW,
            "a refusal tells a revision that was gone",
            history(
                op(0, 0, 2, put(5, "a"), applied()),
                op(0, 3, 4, put(6, "b"), applied()),
                op(1, 5, 6, put(4, "c"), stale(5)),
                op(1, 7, 8, get(), present(6, "b")))),
        new Variant(
            Anomaly.FUTURE_VIEW,
            "a refusal tells a revision that comes later",
            history(op(1, 0, 2, put(4, "c"), stale(5)), op(0, 3, 5, put(5, "a"), applied()))),
        new Variant(
            Anomaly.UNJUSTIFIED_STALE,
            "it lost to itself",
            history(op(0, 0, 2, put(5, "a"), stale(5)))));
  }

  /** Adds calls that have nothing to do with what is wrong. */
  static History withNoise(History history) {
    List<Operation> operations = new ArrayList<>();
    StreamId noise = new StreamId("noise", "1");
    for (int i = 0; i < 40; i++) {
      operations.add(
          op(
              8,
              i,
              i + 1,
              commit(noise, "n" + i, ExpectedVersion.exactly(i), "n" + i),
              new Answer.Committed(i, i + 1, 5, "n%03d".formatted(i))));
      operations.add(op(9, i, i + 1, new Call.Get(new ViewKey("noise", "1")), absent()));
    }
    operations.addAll(20, history.operations());
    return new History(history.name(), history.seed(), operations);
  }
}
