package dev.assay.cli;

import dev.assay.testbed.ServerKind;
import org.jspecify.annotations.Nullable;

/** Reads the option {@code --nodes}. */
final class Nodes {

  private Nodes() {}

  /**
   * Returns how many nodes to start a server on; one if nothing was said.
   *
   * @throws CannotJudge if such a server is not started on so many
   */
  static int of(@Nullable Integer asked, ServerKind kind) {
    if (asked == null) {
      return 1;
    }
    if (kind.mostNodes() == 1) {
      throw new CannotJudge(
          "%s is started on one node only: leave --nodes out.".formatted(kind.title()));
    }
    if (asked < 1 || asked > kind.mostNodes()) {
      throw new CannotJudge(
          "%s is started on 1 to %d nodes, not on %d."
              .formatted(kind.title(), kind.mostNodes(), asked));
    }
    return asked;
  }
}
