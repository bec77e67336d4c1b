package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.StreamId;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells calls and answers in words, for timelines and explanations. */
final class Words {

  private static final int MOST_MARKS = 6;
  private static final int MOST_ENTRIES = 6;

  private Words() {}

  static String direction(Direction direction) {
    return direction.name().toLowerCase(Locale.ROOT);
  }

  static String expected(ExpectedVersion expected) {
    if (expected instanceof ExpectedVersion.Exactly exactly) {
      return Long.toString(exactly.version());
    }
    return expected instanceof ExpectedVersion.Any ? "any" : "exists";
  }

  static String call(Call call) {
    if (call instanceof Call.Commit commit) {
      return commit(commit);
    }
    if (call instanceof Call.Read read) {
      return "read %s from %d, at most %d, %s"
          .formatted(read.stream(), read.from(), read.max(), direction(read.direction()));
    }
    if (call instanceof Call.FindReceipt find) {
      return "find receipt of %s on %s".formatted(find.request(), find.stream());
    }
    if (call instanceof Call.ReadFeed feed) {
      return "read feed %d after %s".formatted(feed.partition(), cursor(feed.after()));
    }
    if (call instanceof Call.FeedEnd end) {
      return "end of feed %d".formatted(end.partition());
    }
    if (call instanceof Call.Holder holder) {
      return "holder of " + holder.claim();
    }
    return viewCall(call);
  }

  private static String viewCall(Call call) {
    if (call instanceof Call.Put put) {
      return "put %s revision %d [%s]".formatted(put.key(), put.revision(), put.mark());
    }
    if (call instanceof Call.Remove remove) {
      return "remove %s revision %d".formatted(remove.key(), remove.revision());
    }
    return call instanceof Call.Get get ? "get " + get.key() : call.toString();
  }

  private static String commit(Call.Commit commit) {
    String text =
        "commit %s to %s expecting %s %s"
            .formatted(
                commit.request(),
                commit.stream(),
                expected(commit.expected()),
                marks(commit.marks()));
    return text + claims(" claiming ", commit.claims()) + claims(" releasing ", commit.releases());
  }

  private static String claims(String verb, List<Claim> claims) {
    return claims.isEmpty()
        ? ""
        : verb + claims.stream().map(Claim::toString).collect(Collectors.joining(", "));
  }

  static String answer(Answer answer) {
    if (answer instanceof Answer.Receipted receipt) {
      return "%s %d to %d at %d:%s"
          .formatted(
              kind(receipt),
              receipt.before(),
              receipt.after(),
              receipt.partition(),
              cursor(receipt.cursor()));
    }
    if (answer instanceof Answer.Conflict conflict) {
      return "conflict, actual " + conflict.actual();
    }
    if (answer instanceof Answer.ClaimTaken taken) {
      return "claim %s taken by %s".formatted(taken.claim(), taken.holder());
    }
    if (answer instanceof Answer.Slice slice) {
      return slice(slice);
    }
    if (answer instanceof Answer.FeedPage page) {
      return page(page);
    }
    if (answer instanceof Answer.End end) {
      return cursor(end.cursor());
    }
    if (answer instanceof Answer.HeldBy held) {
      return held.stream().map(StreamId::toString).orElse("nobody");
    }
    return viewAnswer(answer);
  }

  private static String viewAnswer(Answer answer) {
    if (answer instanceof Answer.Stale stale) {
      return "stale, stored revision " + stale.revision();
    }
    if (answer instanceof Answer.Present present) {
      return "revision %d [%s]".formatted(present.revision(), present.mark());
    }
    if (answer instanceof Answer.Removed removed) {
      return "removed at revision " + removed.revision();
    }
    if (answer instanceof Answer.NotApplied not) {
      return "not applied: " + not.why();
    }
    if (answer instanceof Answer.Unknown unknown) {
      return "unknown: " + unknown.why();
    }
    return bare(answer);
  }

  private static String bare(Answer answer) {
    if (answer instanceof Answer.Missing) {
      return "no receipt";
    }
    return answer instanceof Answer.Applied ? "applied" : "absent";
  }

  private static String kind(Answer.Receipted receipt) {
    if (receipt instanceof Answer.Committed) {
      return "committed";
    }
    return receipt instanceof Answer.Duplicate ? "duplicate," : "found,";
  }

  private static String slice(Answer.Slice slice) {
    String head = "head " + slice.head();
    if (slice.firstRetained() != 1) {
      head += ", retained from " + slice.firstRetained();
    }
    return slice.marks().isEmpty()
        ? head
        : "%s, from %d %s".formatted(head, slice.first(), marks(slice.marks()));
  }

  private static String page(Answer.FeedPage page) {
    String entries =
        page.entries().stream()
            .limit(MOST_ENTRIES)
            .map(
                entry ->
                    "%s@%s %s %d to %d"
                        .formatted(
                            entry.request(),
                            cursor(entry.cursor()),
                            entry.stream(),
                            entry.before(),
                            entry.after()))
            .collect(Collectors.joining("; "));
    int more = page.entries().size() - MOST_ENTRIES;
    return "[%s%s] next %s%s"
        .formatted(
            entries,
            more > 0 ? "; … %d more".formatted(more) : "",
            cursor(page.next()),
            page.caughtUp() ? ", caught up" : "");
  }

  static String cursor(String cursor) {
    return cursor.isEmpty() ? "(start)" : cursor;
  }

  private static String marks(List<String> marks) {
    List<String> shown = marks.size() > MOST_MARKS ? marks.subList(0, MOST_MARKS) : marks;
    String more = marks.size() > MOST_MARKS ? ", … %d in all".formatted(marks.size()) : "";
    return "[" + String.join(", ", shown) + more + "]";
  }
}
