package dev.assay.spi.event;

import java.util.List;

/**
 * A whole commit as the feed shows it and as {@link Restoration} takes it.
 *
 * @param receipt what the commit left behind
 * @param events its events, in order; empty if they are truncated
 * @param truncated whether its events were removed by {@link Truncation}; the receipt still tells
 *     how many there were
 * @param effects its effects, in order
 * @param claims the keys it claimed
 * @param releases the keys it released
 */
public record RecordedCommit(
    Receipt receipt,
    List<RecordedEvent> events,
    boolean truncated,
    List<Effect> effects,
    List<Claim> claims,
    List<Claim> releases) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the events do not fit the receipt
   */
  public RecordedCommit {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
    claims = List.copyOf(claims);
    releases = List.copyOf(releases);
    checkEvents(receipt, events, truncated);
  }

  /**
   * Returns the commit that this was, expecting exactly the version it was applied at; without its
   * events if they are truncated.
   */
  public Commit asCommit() {
    return new Commit(
        receipt.stream(),
        receipt.request(),
        ExpectedVersion.exactly(receipt.before()),
        events.stream().map(RecordedEvent::event).toList(),
        effects,
        claims,
        releases,
        receipt.response());
  }

  private static void checkEvents(Receipt receipt, List<RecordedEvent> events, boolean truncated) {
    if (events.size() != (truncated ? 0 : receipt.events())) {
      throw new IllegalArgumentException(
          "The receipt tells of %d events, but the commit holds %d"
              .formatted(receipt.events(), events.size()));
    }
    for (int i = 0; i < events.size(); i++) {
      RecordedEvent event = events.get(i);
      if (event.version() != receipt.before() + 1 + i || !event.stream().equals(receipt.stream())) {
        throw new IllegalArgumentException("The events of a commit must follow its receipt");
      }
    }
  }
}
