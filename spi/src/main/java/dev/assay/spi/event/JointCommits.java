package dev.assay.spi.event;

import java.util.List;

/** Says that commits to several streams can be applied together. */
public interface JointCommits {

  /**
   * Applies commits to distinct streams, all or nothing. Claims are judged against the state
   * before. For readers of the streams all become visible at once; feed partitions may show the
   * parts at different times. The {@linkplain dev.assay.spi.Limit limits} of a commit hold for the
   * sum.
   *
   * @param commits at least one commit, each to another stream
   * @throws IllegalArgumentException if the list is empty or names a stream twice, or if two
   *     commits claim the same key
   * @throws dev.assay.spi.LimitExceeded if a limit is exceeded; nothing was written
   * @throws dev.assay.spi.StoreUnavailable if certainly nothing was applied and never will be
   * @throws dev.assay.spi.OutcomeUnknown if all may have been applied, or may yet be
   */
  JointResult commitTogether(List<Commit> commits);
}
