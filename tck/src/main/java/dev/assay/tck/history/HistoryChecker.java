package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Judges histories: are they such that a store could have given these answers by doing one thing
 * after the other, each at one moment of its call?
 *
 * <p>Because a store tells versions, revisions and cursors, this needs no search: O(n log n) in the
 * number of calls and events. It accuses no right store, whatever is unknown; a wrong store may get
 * away with what its answers do not show.
 *
 * <p>Per stream, attempts of one request are merged: they begin with the first that may have been
 * applied and are over with the first answer that proves that one was. Then: each version has one
 * content ({@link ContentCheck}), versions are dense and all calls fit one order in time ({@link
 * OrderCheck}), receipts agree ({@link ReceiptCheck}). Over all streams: the feed is complete and
 * in order ({@link FeedCheck}, {@link FeedOrderCheck}), and each claim had at most one holder
 * ({@link ClaimCheck}). Views are judged key by key ({@link ViewCheck}).
 */
public final class HistoryChecker {

  private final HistoryIndex index;
  private final Findings findings = new Findings();
  private final Map<Claim, ClaimCheck> claims = new LinkedHashMap<>();

  private HistoryChecker(Collection<Operation> operations) {
    this.index = new HistoryIndex(operations);
  }

  /**
   * Judges a history.
   *
   * @throws IllegalArgumentException if the history itself is unfit: two events carry one mark
   */
  public static Verdict check(History history) {
    Findings findings = check(history.operations());
    return new Verdict(history, sorted(findings.violations()), findings.undecided());
  }

  static Findings check(Collection<Operation> operations) {
    return new HistoryChecker(operations).run();
  }

  private static List<Violation> sorted(List<Violation> violations) {
    return violations.stream()
        .sorted(
            Comparator.comparing(Violation::anomaly)
                .thenComparingInt(violation -> violation.operations().size())
                .thenComparingLong(HistoryChecker::start))
        .toList();
  }

  private static long start(Violation violation) {
    return violation.operations().stream().mapToLong(Operation::start).min().orElse(0);
  }

  private Findings run() {
    for (StreamLog log : index.streams()) {
      new ReceiptCheck(log, findings).run();
    }
    for (StreamLog log : index.streams()) {
      Set<Write> lost = new ContentCheck(index, log, findings).run();
      new OrderCheck(log, findings, lost).run();
      new FeedOrderCheck(log, findings).run();
      Misses.note(log);
    }
    List<Write> writes = writes();
    partitions(writes)
        .forEach(
            partition -> new FeedCheck(partition, index.feed(partition), writes, findings).run());
    claims(writes);
    index.views().forEach((key, calls) -> new ViewCheck(key, calls, findings).run());
    return findings;
  }

  private Set<Integer> partitions(List<Write> writes) {
    Set<Integer> partitions = new TreeSet<>(index.partitions());
    for (Write write : writes) {
      Write.Position position = write.position();
      if (position != null) {
        partitions.add(position.partition());
      }
    }
    return partitions;
  }

  private List<Write> writes() {
    List<Write> writes = new ArrayList<>();
    index.streams().forEach(log -> writes.addAll(log.writes.values()));
    return writes;
  }

  private void claims(List<Write> writes) {
    for (Write write : writes) {
      for (Claim claim : write.claims(Call.Commit::claims)) {
        claim(claim).taken(write, write.allCarry(claim, Call.Commit::claims));
      }
      for (Claim claim : write.claims(Call.Commit::releases)) {
        claim(claim).released(write, write.allCarry(claim, Call.Commit::releases));
      }
    }
    index.answeredClaims().forEach(this::claim);
    claims.forEach((claim, check) -> check.run(index.claimAnswers(claim)));
  }

  private ClaimCheck claim(Claim claim) {
    return claims.computeIfAbsent(claim, any -> new ClaimCheck(claim, findings));
  }
}
