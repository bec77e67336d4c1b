package dev.assay.tck.history;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.StreamId;
import java.util.List;

/**
 * What every client will do, settled before the run: the same seed makes the same plan.
 *
 * @param waves what the clients do; they begin each wave together
 * @param commits all planned commits, in the order in which they were planned
 * @param streams all streams that are written to
 * @param keys all keys that are claimed
 * @param joint all joint commits, part by part
 */
record EventPlan(
    List<Wave> waves,
    List<PlannedCommit> commits,
    List<StreamId> streams,
    List<Claim> keys,
    List<List<PlannedCommit.Identity>> joint) {

  EventPlan {
    waves = List.copyOf(waves);
    commits = List.copyOf(commits);
    streams = List.copyOf(streams);
    keys = List.copyOf(keys);
    joint = List.copyOf(joint);
  }

  /**
   * A part of the plan that all clients begin together.
   *
   * @param scripts what each client does
   */
  record Wave(List<List<EventStep>> scripts) {

    Wave {
      scripts = scripts.stream().map(List::copyOf).toList();
    }
  }
}
