package dev.assay.tck.history;

import dev.assay.tck.history.Write.Place;
import dev.assay.tck.history.Write.Position;
import java.util.Comparator;
import java.util.List;

/** Judges what a stream's receipts say, each request by itself. */
final class ReceiptCheck {

  private final StreamLog log;
  private final Findings findings;

  ReceiptCheck(StreamLog log, Findings findings) {
    this.log = log;
    this.findings = findings;
  }

  void run() {
    log.writes.values().forEach(this::judge);
    log.questions.forEach(this::question);
  }

  private void judge(Write write) {
    List<Operation> committed = answered(write, Answer.Committed.class);
    if (committed.size() > 1) {
      findings.add(
          Anomaly.REQUEST_APPLIED_TWICE,
          log.subject(),
          "request %s was answered with Committed %d times".formatted(write, committed.size()),
          committed.subList(0, 2));
    }
    committed.forEach(attempt -> committed(write, attempt));
    answered(write, Answer.Duplicate.class).forEach(attempt -> duplicate(write, attempt));
  }

  private static List<Operation> answered(Write write, Class<? extends Answer> kind) {
    return write.attempts.stream()
        .filter(attempt -> kind.isInstance(attempt.answer()))
        .sorted(Comparator.comparingLong(Operation::start))
        .toList();
  }

  private void committed(Write write, Operation attempt) {
    Answer.Receipted receipt = receipt(attempt);
    Call.Commit commit = Write.commit(attempt);
    tell(write, attempt, receipt);
    if (!commit.expected().holdsAt(receipt.before())) {
      findings.add(
          Anomaly.IGNORED_EXPECTATION,
          log.subject(),
          "request %s expected version %s and was applied at version %d"
              .formatted(write, Words.expected(commit.expected()), receipt.before()),
          List.of(attempt));
    }
  }

  private void duplicate(Write write, Operation attempt) {
    if (!write.mayBeApplied() || write.start > attempt.end()) {
      findings.add(
          Anomaly.UNJUSTIFIED_DUPLICATE,
          log.subject(),
          "request %s was called a duplicate, but %s"
              .formatted(
                  write,
                  write.mayBeApplied()
                      ? "no attempt that may have applied it had begun"
                      : "no attempt can have applied it"),
          Findings.all(List.of(attempt), write.mayBeApplied() ? write.appliers : write.attempts),
          List.of());
    }
    compare(write, attempt);
  }

  private void question(Operation question) {
    if (!(question.answer() instanceof Answer.Found)
        || !(question.call() instanceof Call.FindReceipt asked)) {
      return;
    }
    Write write = log.write(asked.request());
    if (write == null) {
      findings.add(
          Anomaly.PHANTOM_COMMIT,
          log.subject(),
          "a receipt of request %s was found, which nobody sent".formatted(asked.request()),
          List.of(question));
      return;
    }
    new Sight(log, findings).of(write, question);
    compare(write, question);
  }

  private void compare(Write write, Operation other) {
    Place first = write.told;
    Position at = write.toldPosition;
    Answer.Receipted receipt = receipt(other);
    if (first == null || at == null) {
      tell(write, other, receipt);
    } else if (!first.sameAs(place(receipt, other)) || !at.sameAs(position(receipt, other))) {
      findings.add(
          Anomaly.DUPLICATE_WITH_ANOTHER_RECEIPT,
          log.subject(),
          "request %s has two receipts: %s, and %s"
              .formatted(write, Words.answer(first.proof().answer()), Words.answer(other.answer())),
          List.of(first.proof(), other),
          write.appliers);
    }
  }

  private void tell(Write write, Operation proof, Answer.Receipted receipt) {
    if (write.told == null) {
      write.told = place(receipt, proof);
      write.toldPosition = position(receipt, proof);
    }
    long events = receipt.after() - receipt.before();
    if (write.contents.stream().noneMatch(content -> content.size() == events)) {
      findings.add(
          Anomaly.WRONG_RECEIPT,
          log.subject(),
          "the receipt of request %s tells of %d events, but it has %d"
              .formatted(write, events, write.mostEvents()),
          Findings.all(List.of(proof), write.appliers),
          write.attempts);
    }
  }

  private static Answer.Receipted receipt(Operation operation) {
    if (operation.answer() instanceof Answer.Receipted receipt) {
      return receipt;
    }
    throw new IllegalArgumentException("No receipt: " + operation);
  }

  private static Place place(Answer.Receipted receipt, Operation proof) {
    return new Place(receipt.before(), receipt.after(), proof);
  }

  private static Position position(Answer.Receipted receipt, Operation proof) {
    return new Position(receipt.partition(), receipt.cursor(), proof);
  }
}
