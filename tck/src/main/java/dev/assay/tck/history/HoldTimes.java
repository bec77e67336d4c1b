package dev.assay.tck.history;

import dev.assay.spi.event.StreamId;
import dev.assay.tck.history.ClaimCheck.Hold;
import dev.assay.tck.history.Write.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** When one stream held one claim. */
final class HoldTimes {

  private final StreamId stream;
  private final List<Write> takers = new ArrayList<>();
  private final List<Write> releases = new ArrayList<>();

  // Writes whose attempts differ: some take or release the claim, some do not.
  private final Set<Write> unsure = new HashSet<>();

  // Of the releases at this place or a higher one: the earliest start, and the earliest proof.
  private final NavigableMap<Long, Long> startFrom = new TreeMap<>();
  private final NavigableMap<Long, Long> endFrom = new TreeMap<>();
  private final NavigableMap<Long, List<Write>> releasesAt = new TreeMap<>();
  private long unplacedStart = Operation.OPEN;
  private Latest possible = new Latest(List.of());
  private Earliest endByStart = new Earliest(List.of(), write -> write.start, Write::end);

  HoldTimes(StreamId stream) {
    this.stream = stream;
  }

  void taken(Write write, boolean sure) {
    takers.add(write);
    note(write, sure);
  }

  void released(Write write, boolean sure) {
    releases.add(write);
    note(write, sure);
  }

  private void note(Write write, boolean sure) {
    if (!sure) {
      unsure.add(write);
    }
  }

  List<Operation> calls() {
    List<Operation> calls = new ArrayList<>();
    takers.forEach(write -> calls.addAll(write.attempts));
    releases.forEach(write -> calls.addAll(write.attempts));
    return calls;
  }

  void prepare() {
    for (Write release : releases) {
      if (release.place() == null) {
        unplacedStart = Math.min(unplacedStart, release.start);
      } else {
        releasesAt.computeIfAbsent(rank(release), any -> new ArrayList<>()).add(release);
      }
    }
    suffixes();
    endByStart =
        new Earliest(
            releases.stream().filter(release -> !unsure.contains(release)).toList(),
            write -> write.start,
            Write::end);
    possible = new Latest(takers.stream().map(this::possible).toList());
  }

  private void suffixes() {
    long start = Operation.OPEN;
    long end = Operation.OPEN;
    for (Map.Entry<Long, List<Write>> entry : releasesAt.descendingMap().entrySet()) {
      for (Write release : entry.getValue()) {
        start = Math.min(start, release.start);
        end = Math.min(end, unsure.contains(release) ? Operation.OPEN : release.end());
      }
      startFrom.put(entry.getKey(), start);
      endFrom.put(entry.getKey(), end);
    }
  }

  /** Commits without events come after the one that made their version, in no known order. */
  private static long rank(Write write) {
    Place place = write.place();
    if (place == null) {
      return -1;
    }
    return 2 * place.after() + (place.after() > place.before() ? 0 : 1);
  }

  /** Returns the holds that are certain: from the proof of a claim to the start of a release. */
  List<Hold> certain() {
    return takers.stream()
        .filter(taker -> taker.proof != null && !unsure.contains(taker))
        .map(this::certain)
        .filter(hold -> hold.end() > hold.start())
        .toList();
  }

  private Hold certain(Write taker) {
    long until = Math.min(unplacedStart, after(startFrom, rank(taker)));
    for (Write release : releasesAt.getOrDefault(rank(taker), List.of())) {
      if (release != taker && release.end() >= taker.start) {
        until = Math.min(until, release.start);
      }
    }
    return new Hold(stream, taker.end(), Math.max(taker.end(), until), taker);
  }

  /** Returns the hold that is possible: from the start of a claim to the proof of a release. */
  private Hold possible(Write taker) {
    long until = endByStart.after(taker.end());
    if (taker.place() != null) {
      until = Math.min(until, after(endFrom, rank(taker)));
    }
    return new Hold(stream, taker.start, Math.max(taker.start, until), taker);
  }

  private static long after(NavigableMap<Long, Long> from, long rank) {
    Map.Entry<Long, Long> entry = from.higherEntry(rank);
    return entry == null ? Operation.OPEN : entry.getValue();
  }

  /** Tells whether the stream may have held the claim at some moment of the call. */
  boolean possibleWithin(Operation call) {
    return possible.endOfThoseUntil(call.end()) >= call.start();
  }

  /** Of holds that began up to a time, the latest end. */
  private static final class Latest {

    private final long[] starts;
    private final long[] ends;

    Latest(List<Hold> holds) {
      List<Hold> sorted = holds.stream().sorted(Comparator.comparingLong(Hold::start)).toList();
      starts = sorted.stream().mapToLong(Hold::start).toArray();
      ends = sorted.stream().mapToLong(Hold::end).toArray();
      for (int i = 1; i < ends.length; i++) {
        ends[i] = Math.max(ends[i], ends[i - 1]);
      }
    }

    long endOfThoseUntil(long time) {
      int count = upTo(starts, time);
      return count == 0 ? -1 : ends[count - 1];
    }
  }

  /** Of writes whose key is greater than a time, the least value. */
  private static final class Earliest {

    private final long[] keys;
    private final long[] least;

    Earliest(List<Write> writes, ToLongFunction<Write> key, ToLongFunction<Write> value) {
      List<Write> sorted = writes.stream().sorted(Comparator.comparingLong(key)).toList();
      keys = sorted.stream().mapToLong(key).toArray();
      least = sorted.stream().mapToLong(value).toArray();
      for (int i = least.length - 2; i >= 0; i--) {
        least[i] = Math.min(least[i], least[i + 1]);
      }
    }

    long after(long time) {
      int count = upTo(keys, time);
      return count == keys.length ? Operation.OPEN : least[count];
    }
  }

  /** Returns how many of the sorted numbers are not greater than a bound. */
  private static int upTo(long[] sorted, long bound) {
    int found = Arrays.binarySearch(sorted, bound);
    int count = found < 0 ? -found - 1 : found;
    while (count < sorted.length && sorted[count] == bound) {
      count++;
    }
    return count;
  }
}
