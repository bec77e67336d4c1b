package dev.assay.tck.history;

import java.util.List;

/** Judges a call that shows a commit: may it be there, and may it be there already? */
final class Sight {

  private final StreamLog log;
  private final Findings findings;

  Sight(StreamLog log, Findings findings) {
    this.log = log;
    this.findings = findings;
  }

  /** Judges the call and takes note of it. */
  void of(Write write, Operation by) {
    if (!write.mayBeApplied()) {
      refused(write, by);
    } else if (write.start > by.end()) {
      findings.add(
          Anomaly.FUTURE_READ,
          log.subject(),
          "request %s shows in an answer that was given before its first attempt began"
              .formatted(write),
          List.of(by, write.firstApplier()),
          write.appliers);
    }
    write.seen(by);
  }

  private void refused(Write write, Operation by) {
    findings.add(
        Anomaly.REFUSED_COMMIT_APPEARS,
        log.subject(),
        "request %s shows, but no attempt of it was answered so that it may have been applied"
            .formatted(write),
        Findings.all(List.of(by), write.attempts));
  }
}
