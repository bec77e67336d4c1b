package dev.assay.tck;

import dev.assay.spi.Declaration;
import dev.assay.tck.rule.Declined;
import dev.assay.tck.rule.NotJudged;
import java.util.List;
import java.util.regex.Pattern;

/** The members of a cluster, of which one at a time can be taken away. */
final class Minority {

  /** The fewest members of which one is a minority. */
  static final int FEWEST = 3;

  private static final Pattern SEVERAL = Pattern.compile("([2-9]|[1-9][0-9]+)\\b.*");

  private Minority() {}

  /**
   * Returns the members that a rule may take away one by one.
   *
   * @throws Declined if the store runs on one server, or in this process
   * @throws NotJudged if the kit has no control over the members
   */
  static List<ServerControl> members(Backend backend, Declaration declaration) {
    if (backend instanceof Backend.Unknown unknown) {
      throw new NotJudged(unknown.why());
    }
    List<ServerControl> members =
        backend instanceof Backend.Server server ? server.members() : List.of();
    if (members.size() >= FEWEST) {
      return members;
    }
    String topology = declaration.backend().topology();
    if (SEVERAL.matcher(topology).matches()) {
      throw new NotJudged(
          "the store runs on %s, of which the kit can stop none by itself".formatted(topology));
    }
    throw new Declined("the store runs on one server, which has no minority");
  }
}
