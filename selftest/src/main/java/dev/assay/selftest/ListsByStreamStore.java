package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Commits the lists of {@code commitAll} stream by stream, the last stream first, as a store does
 * that handles streams side by side; a right store.
 */
final class ListsByStreamStore extends ForwardingEventStore {

  ListsByStreamStore(MemoryEventStore store) {
    super(store);
  }

  @Override
  public List<CommitOutcome> commitAll(List<Commit> commits) {
    CommitOutcome[] outcomes = new CommitOutcome[commits.size()];
    IntStream.range(0, commits.size())
        .boxed()
        .sorted(
            Comparator.comparing(
                i -> commits.get(i).stream().toString(), Comparator.reverseOrder()))
        .forEach(i -> outcomes[i] = super.commitAll(List.of(commits.get(i))).get(0));
    return List.of(outcomes);
  }
}
