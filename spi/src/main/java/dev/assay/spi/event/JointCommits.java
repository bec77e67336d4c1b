package dev.assay.spi.event;

import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

  /**
   * Checks the commits of a joint commit, each by itself and together.
   *
   * @throws IllegalArgumentException if the list is empty or names a stream twice, or if two
   *     commits claim the same key
   * @throws dev.assay.spi.LimitExceeded if a limit is exceeded
   */
  static void check(List<Commit> commits, Limits limits) {
    checkDistinct(commits);
    limits.check(Limit.JOINT_COMMITS, commits.size());
    commits.forEach(commit -> commit.check(limits));
    limits.check(Limit.COMMIT_EVENTS, commits.stream().mapToLong(c -> c.events().size()).sum());
    limits.check(Limit.COMMIT_EFFECTS, commits.stream().mapToLong(c -> c.effects().size()).sum());
    limits.check(
        Limit.COMMIT_CLAIMS,
        commits.stream().mapToLong(c -> c.claims().size() + c.releases().size()).sum());
    limits.check(Limit.COMMIT_BYTES, commits.stream().mapToLong(Commit::bytes).sum());
  }

  private static void checkDistinct(List<Commit> commits) {
    if (commits.isEmpty()) {
      throw new IllegalArgumentException("A joint commit needs at least one commit");
    }
    Set<StreamId> streams = new HashSet<>();
    Set<Claim> claims = new HashSet<>();
    for (Commit commit : commits) {
      if (!streams.add(commit.stream())) {
        throw new IllegalArgumentException(
            "A joint commit names the stream " + commit.stream() + " twice");
      }
      if (!commit.claims().stream().allMatch(claims::add)) {
        throw new IllegalArgumentException("Two commits of a joint commit claim the same key");
      }
    }
  }
}
