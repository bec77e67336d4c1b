package dev.assay.spi;

/**
 * What a store may offer besides the least that every store offers.
 *
 * <p>A store declares a capability exactly when it implements the interface of that capability;
 * what it does not declare it refuses with {@link UnsupportedCapability} before any write.
 */
public enum Capability {
  /** Commits may carry claims and releases: {@link dev.assay.spi.event.Claims}. */
  CLAIMS,
  /** One feed partition, in commit order: {@link dev.assay.spi.event.TotalOrder}. */
  TOTAL_ORDER,
  /** Commits to several streams, all or nothing: {@link dev.assay.spi.event.JointCommits}. */
  JOINT_COMMITS,
  /** The old events of a stream can be removed: {@link dev.assay.spi.event.Truncation}. */
  TRUNCATION,
  /** Requests are recorded before they are processed: {@link dev.assay.spi.event.RequestLog}. */
  REQUEST_LOG,
  /** Recorded commits can be put back as they were: {@link dev.assay.spi.event.Restoration}. */
  RESTORATION,
  /** Projection cursors are stored by compare-and-set: {@link dev.assay.spi.view.CursorStore}. */
  CURSORS,
  /** Collections have aliases and can be dropped: {@link dev.assay.spi.view.ViewCatalog}. */
  CATALOG,
  /** Views can be searched: {@link dev.assay.spi.view.ViewSearch}. */
  SEARCH,
  /** Searches may contain {@link dev.assay.spi.view.Filter.FullText}. */
  FULL_TEXT
}
