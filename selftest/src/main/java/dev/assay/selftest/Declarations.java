package dev.assay.selftest;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import java.util.Set;

/** What faulty stores say of themselves. */
final class Declarations {

  private Declarations() {}

  /** Returns a declaration with these capabilities and no other. */
  static Declaration with(Declaration original, Set<Capability> capabilities) {
    return new Declaration(
        original.adapter(),
        original.adapterVersion(),
        original.backend(),
        capabilities,
        original.limits(),
        original.durability(),
        original.feed());
  }

  /** Returns a declaration with another shape of the feed. */
  static Declaration with(Declaration original, Declaration.Feed feed) {
    return new Declaration(
        original.adapter(),
        original.adapterVersion(),
        original.backend(),
        original.capabilities(),
        original.limits(),
        original.durability(),
        java.util.Optional.of(feed));
  }
}
