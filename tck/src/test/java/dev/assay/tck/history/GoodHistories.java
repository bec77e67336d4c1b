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

import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import java.util.List;

/** Right histories that look wrong at first sight. */
final class GoodHistories {

  record Good(String how, History history) {

    @Override
    public String toString() {
      return how;
    }
  }

  private GoodHistories() {}

  static List<Good> all() {
    return List.of(
        new Good("nothing happened", history()),
        new Good(
            "reads beside a write see either version",
            history(
                op(0, 0, 9, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 1, 2, read(), head(0)),
                op(2, 1, 3, read(), head(1, "a")),
                op(3, 2, 4, read(), head(0)),
                op(1, 4, 5, read(), head(1, "a")))),
        new Good(
            "a commit of unknown outcome is applied late",
            history(
                open(0, 0, commit("r1", 0, "a", "b")),
                op(1, 1, 2, read(), head(0)),
                op(1, 3, 4, commit("r1", 5, "a", "b"), conflict(0)),
                op(1, 5, 6, read(), head(2, "a", "b")),
                op(1, 7, 8, commit("r1", 5, "a", "b"), duplicate(0, 2, "c1")),
                op(1, 9, 10, find("r1"), found(0, 2, "c1")))),
        new Good(
            "a commit of unknown outcome is never applied",
            history(
                open(0, 0, commit("r1", 0, "a")),
                op(1, 1, 2, commit("r2", 0, "b"), committed(0, 1, "c1")),
                op(1, 3, 4, find("r1"), missing()),
                op(1, 5, 6, read(), head(1, "b")))),
        new Good(
            "versions that nobody read are those of unknown commits",
            history(
                open(0, 0, commit("r1", 0, "a", "b")),
                op(1, 1, 3, commit("r2", 2, "c"), committed(2, 3, "c2")),
                op(1, 4, 5, commit("r3", 9, "d"), conflict(3)),
                op(2, 1, 2, commit("r4", 9, "e"), conflict(2)))),
        new Good(
            "a head that only an unknown commit can have made",
            history(
                open(0, 0, commit("r1", 0, "a")), op(1, 1, 2, commit("r2", 9, "b"), conflict(1)))),
        new Good(
            "a refused request is retried and applied",
            history(
                op(0, 0, 1, commit("r1", 3, "a"), conflict(0)),
                op(0, 2, 3, commit("r1", 0, "a"), unavailable()),
                op(0, 4, 5, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 6, 7, commit("r1", 3, "a"), duplicate(0, 1, "c1")))),
        new Good(
            "racing repetitions: one is applied, the others are told its receipt",
            history(
                op(0, 0, 9, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 0, 3, commit("r1", 0, "a"), duplicate(0, 1, "c1")),
                op(2, 4, 5, find("r1"), found(0, 1, "c1")))),
        new Good(
            "a conflict tells the version before or after a racing commit",
            history(
                op(0, 0, 1, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 2, 8, commit("r2", 1, "b"), committed(1, 2, "c2")),
                op(1, 3, 4, commit("r3", 1, "c"), conflict(2)),
                op(2, 3, 5, commit("r4", 2, "d"), conflict(1)))),
        new Good(
            "commits without events come in any order",
            history(
                op(0, 0, 1, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 2, 6, commit("r2", 1), committed(1, 1, "c3")),
                op(1, 3, 7, commit("r3", 1), committed(1, 1, "c2")),
                op(2, 4, 5, find("r2"), missing()))),
        new Good(
            "streams do not constrain each other",
            history(
                op(0, 0, 1, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(
                    1,
                    2,
                    3,
                    commit(OTHER, "r1", ExpectedVersion.noStream(), "b"),
                    committed(0, 1, "c2")))),
        new Good(
            "reads of parts, in both directions",
            history(
                op(0, 0, 1, commit("r1", 0, "a", "b", "c"), committed(0, 3, "c1")),
                op(1, 2, 3, readBack(2), slice(3, 3, "c", "b")),
                op(1, 4, 5, readBack(0), slice(3, 0)),
                op(1, 6, 7, new Call.Read(ORDER, 2, 1, Direction.FORWARD), slice(3, 2, "b")))),
        new Good(
            "the feed lags, and says so",
            history(
                op(0, 0, 1, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 2, 3, feed(""), page("", false)),
                op(1, 4, 5, end(), ends("")),
                op(1, 6, 7, feed(""), page("c1", true, entry("r1", 0, 1, "c1", "a"))),
                op(1, 8, 9, end(), ends("c1")))),
        new Good(
            "a commit that is not acknowledged yet may lie beyond a page that is caught up",
            history(
                op(0, 0, 5, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(1, 2, 3, feed(""), page("", true)))),
        new Good(
            "a follower and one that begins again see the same",
            history(
                op(0, 0, 1, commit("r1", 0, "a"), committed(0, 1, "c1")),
                op(0, 2, 3, commit("r2", 1), committed(1, 1, "c2")),
                op(1, 4, 5, feed(""), page("c1", false, entry("r1", 0, 1, "c1", "a"))),
                op(1, 6, 7, feed("c1"), page("c2", true, entry("r2", 1, 1, "c2"))),
                op(
                    2,
                    6,
                    7,
                    feed(""),
                    page("c2", true, entry("r1", 0, 1, "c1", "a"), entry("r2", 1, 1, "c2"))))),
        new Good(
            "a claim goes from hand to hand",
            history(
                op(0, 0, 1, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
                op(1, 2, 3, claiming(OTHER, "r2", "b"), taken(ORDER)),
                op(0, 4, 8, releasing(ORDER, "r3", "c"), committed(1, 2, "c2")),
                op(1, 5, 6, claiming(OTHER, "r2", "b"), committed(0, 1, "c3")),
                op(2, 5, 9, holder(), heldByNobody()),
                op(2, 5, 9, holder(), heldBy(ORDER)),
                op(2, 7, 9, holder(), heldBy(OTHER)))),
        new Good(
            "a claim may be held through a commit of unknown outcome, or not",
            history(
                open(0, 0, claiming(ORDER, "r1", "a")),
                op(1, 1, 2, holder(), heldByNobody()),
                op(1, 3, 4, claiming(OTHER, "r2", "b"), taken(ORDER)),
                op(1, 5, 6, holder(), heldBy(ORDER)))),
        new Good(
            "a release of unknown outcome frees the claim, or not",
            history(
                op(0, 0, 1, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
                open(0, 2, releasing(ORDER, "r2", "b")),
                op(1, 3, 4, holder(), heldBy(ORDER)),
                op(1, 5, 6, claiming(OTHER, "r3", "c"), committed(0, 1, "c2")))),
        new Good(
            "what the stream holds it may claim again",
            history(
                op(0, 0, 1, claiming(ORDER, "r1", "a"), committed(0, 1, "c1")),
                op(0, 2, 3, claiming(ORDER, "r2"), committed(1, 1, "c2")),
                op(0, 4, 5, releasing(ORDER, "r3"), committed(1, 1, "c3")),
                op(0, 6, 7, claiming(OTHER, "r4", "b"), committed(0, 1, "c4")))),
        new Good(
            "a view grows, and late writes are refused",
            history(
                op(0, 0, 1, put(5, "a"), applied()),
                op(1, 0, 9, put(7, "b"), applied()),
                op(2, 2, 3, get(), present(5, "a")),
                op(2, 4, 5, put(6, "c"), stale(7)),
                op(2, 6, 7, get(), present(7, "b")),
                op(2, 10, 11, remove(8), applied()),
                op(2, 12, 13, put(8, "d"), stale(8)),
                op(2, 14, 15, get(), removed(8)),
                op(2, 16, 17, put(9, "e"), applied()))),
        new Good(
            "a write of a view of unknown outcome is applied late",
            history(
                open(0, 0, put(5, "a")),
                op(1, 1, 2, get(), absent()),
                op(1, 3, 4, put(5, "b"), stale(5)),
                op(1, 5, 6, get(), present(5, "a")))),
        new Good(
            "a write of a view of unknown outcome is never applied",
            history(
                open(0, 0, put(5, "a")),
                op(1, 1, 2, put(5, "b"), applied()),
                op(1, 3, 4, get(), present(5, "b")),
                op(1, 5, 6, put(4, "c"), unavailable()))));
  }
}
