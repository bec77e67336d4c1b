package dev.assay.spi;

import dev.assay.spi.internal.Checks;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a store says of itself. The kit proves every line of it.
 *
 * @param adapter the adapter's name, such as {@code postgres}
 * @param adapterVersion the adapter's version
 * @param backend the server, as it reports itself
 * @param capabilities what the store offers besides the least
 * @param limits what the store bounds
 * @param durability what the store promises for acknowledged writes
 * @param feed the shape of the feed; empty for a view store
 */
public record Declaration(
    String adapter,
    String adapterVersion,
    Backend backend,
    Set<Capability> capabilities,
    Limits limits,
    Durability durability,
    Optional<Feed> feed) {

  /** The longest feed lag that a certified event store may declare. */
  public static final Duration PORTABLE_FEED_LAG = Duration.ofSeconds(5);

  /** Copies the capabilities. */
  public Declaration {
    Checks.id("adapter", adapter);
    Checks.id("adapter version", adapterVersion);
    capabilities = ordered(capabilities);
  }

  /** Tells whether the store offers a capability. */
  public boolean offers(Capability capability) {
    return capabilities.contains(capability);
  }

  private static Set<Capability> ordered(Collection<Capability> capabilities) {
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    set.addAll(capabilities);
    return Collections.unmodifiableSet(set);
  }

  /**
   * A server as it reports itself.
   *
   * @param name the product, such as {@code PostgreSQL}
   * @param version its version
   * @param topology how many members and which roles, such as {@code single node}; of a cluster it
   *     begins with the number of its members, such as {@code 3 nodes, replication 3}
   */
  public record Backend(String name, String version, String topology) {}

  /**
   * The shape of an event store's feed.
   *
   * @param partitions the number of partitions, fixed for the life of the realm; they are numbered
   *     from 0
   * @param lag the longest time from the acknowledgement of a commit until the feed shows it, while
   *     nothing foreign holds the feed back
   */
  public record Feed(int partitions, Duration lag) {

    /** Checks the bounds. */
    public Feed {
      Checks.atLeast("feed partitions", 1, partitions);
      if (lag.isNegative()) {
        throw new IllegalArgumentException("feed lag must not be negative");
      }
    }
  }
}
