package dev.assay.tck;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A member of a cluster that may be frozen while a rule is judged; of a server alone, nothing. */
final class FrozenMember {

  /** None. */
  static final FrozenMember NONE = new FrozenMember(Optional.empty());

  private final Optional<ServerControl> member;

  private FrozenMember(Optional<ServerControl> member) {
    this.member = member;
  }

  /**
   * Freezes a member other than the first, at whose address the network fails; in half of all calls
   * it freezes none.
   */
  static FrozenMember perhaps(Backend backend, Random random) {
    List<ServerControl> members =
        backend instanceof Backend.Server server ? server.members() : List.of();
    if (members.size() < Minority.FEWEST || random.nextBoolean()) {
      return NONE;
    }
    ServerControl member = members.get(1 + random.nextInt(members.size() - 1));
    member.pause();
    return new FrozenMember(Optional.of(member));
  }

  /** Lets it go on. */
  void thaw() {
    member.ifPresent(ServerControl::resume);
  }
}
