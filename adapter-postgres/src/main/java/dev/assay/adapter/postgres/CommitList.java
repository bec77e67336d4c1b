package dev.assay.adapter.postgres;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Writes the commits of one call, group by group. Commits to one stream are judged in list order:
 *
 * <ol>
 *   <li>Behind a commit whose outcome is unknown, none to its stream is sent: it could be applied
 *       first.
 *   <li>If a group meets a lock that is not free, its commits go one by one, and those to the
 *       stream that is held go last, with all the time that is left.
 * </ol>
 *
 * <p>For one call; not thread-safe.
 */
final class CommitList {

  private final CommitWriter writer;
  private final List<PreparedCommit> commits;
  private final Deadline deadline;
  private final IdentityHashMap<PreparedCommit, CommitOutcome> outcomes = new IdentityHashMap<>();
  private final Set<StreamId> unknown = new HashSet<>();
  private final Set<StreamId> held = new HashSet<>();
  private final List<PreparedCommit> last = new ArrayList<>();

  CommitList(CommitWriter writer, List<PreparedCommit> commits, Deadline deadline) {
    this.writer = writer;
    this.commits = commits;
    this.deadline = deadline;
  }

  List<CommitOutcome> write() {
    CommitWriter.split(commits).forEach(this::writeHastily);
    last.stream().filter(this::mayBeSent).forEach(this::writePatiently);
    return commits.stream().map(one -> Objects.requireNonNull(outcomes.get(one))).toList();
  }

  private void writeHastily(List<PreparedCommit> all) {
    List<PreparedCommit> group =
        all.stream().filter(this::mayBeSent).filter(one -> !isHeld(one)).toList();
    if (group.isEmpty()) {
      return;
    }
    CommitGroup sent = CommitGroup.hasty(writer.realm(), group);
    try {
      answer(group, writer.write(sent, deadline));
    } catch (StoreException e) {
      if (!CommitWriter.lockWasNotFree(e)) {
        group.forEach(one -> answer(one, new CommitOutcome.Failed(e)));
      } else if (group.size() > 1) {
        group.forEach(one -> writeHastily(List.of(one)));
      } else {
        hold(group.get(0));
      }
    }
  }

  private void writePatiently(PreparedCommit one) {
    List<PreparedCommit> group = List.of(one);
    try {
      answer(group, writer.write(CommitGroup.independent(writer.realm(), group), deadline));
    } catch (StoreException e) {
      answer(one, new CommitOutcome.Failed(e));
    }
  }

  private boolean mayBeSent(PreparedCommit one) {
    if (!unknown.contains(one.commit().stream())) {
      return true;
    }
    answer(
        one,
        new CommitOutcome.Failed(
            new StoreUnavailable(
                "The commit was not sent: the outcome of one before it on its stream is unknown",
                null)));
    return false;
  }

  private boolean isHeld(PreparedCommit one) {
    boolean isHeld = held.contains(one.commit().stream());
    if (isHeld) {
      last.add(one);
    }
    return isHeld;
  }

  private void hold(PreparedCommit one) {
    held.add(one.commit().stream());
    last.add(one);
  }

  private void answer(List<PreparedCommit> group, List<CommitOutcome> answers) {
    for (int i = 0; i < group.size(); i++) {
      answer(group.get(i), answers.get(i));
    }
  }

  private void answer(PreparedCommit one, CommitOutcome outcome) {
    outcomes.put(one, outcome);
    if (outcome instanceof CommitOutcome.Failed failed
        && failed.error() instanceof OutcomeUnknown) {
      unknown.add(one.commit().stream());
    }
  }
}
