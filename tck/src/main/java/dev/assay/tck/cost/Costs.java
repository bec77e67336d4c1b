package dev.assay.tck.cost;

import dev.assay.spi.Metered;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the kit's works cost on the stores of an adapter that are {@link Metered}. Figures, like
 * those of speed: no rule and no seal depends on them.
 *
 * <p>Each store does its works once, through one handle and in a realm of its own that is empty at
 * first. A payload of one KiB is a JSON value whose text has 1,024 bytes. Besides it, there are ids
 * of about 10 characters.
 *
 * <p>The works of an event store:
 *
 * <ul>
 *   <li>commits of 1, 10 and 100 events of one KiB each, onto a stream that exists
 *   <li>a commit of one event with an effect of one KiB, and with a claim where claims are offered
 *   <li>the same request once more, and a commit that is refused for its version
 *   <li>{@code commitAll} of 25 commits of one event, each to a stream of its own
 *   <li>reading 100 events of one KiB, and a receipt
 *   <li>a feed page of 100 commits of one event, and a look at the end of the feed
 * </ul>
 *
 * <p>The works of a view store:
 *
 * <ul>
 *   <li>writing views of one and of ten KiB into a collection that exists, and replacing one
 *   <li>a write that is refused for its revision, and a removal
 *   <li>{@code putAll} of 25 views of one KiB
 *   <li>reading views of one and of ten KiB, and one through an alias where there is a catalog
 *   <li>saving and reading a cursor where cursors are kept
 * </ul>
 *
 * @param events what the works of the event store cost; none if there is no meter
 * @param views what the works of the view store cost; none if there is no meter
 */
public record Costs(List<WorkCost> events, List<WorkCost> views) {

  /** No costs at all. */
  public static final Costs NONE = new Costs(List.of(), List.of());

  /** Copies the lists. */
  public Costs {
    events = List.copyOf(events);
    views = List.copyOf(views);
  }

  /** Does the works on the stores that have a meter. */
  public static Costs measure(
      Optional<EventStoreFixture> events, Optional<ViewStoreFixture> views) {
    return new Costs(
        events.map(Costs::ofEvents).orElse(List.of()), views.map(Costs::ofViews).orElse(List.of()));
  }

  private static List<WorkCost> ofEvents(EventStoreFixture fixture) {
    try (EventStore store = fixture.open(realm())) {
      if (!(store instanceof Metered metered)) {
        return List.of();
      }
      List<WorkCost> costs = new EventWorks(store, new Meter(metered)).measure();
      erase(store::dropRealm);
      return costs;
    }
  }

  private static List<WorkCost> ofViews(ViewStoreFixture fixture) {
    try (ViewStore store = fixture.open(realm())) {
      if (!(store instanceof Metered metered)) {
        return List.of();
      }
      List<WorkCost> costs = new ViewWorks(store, new Meter(metered)).measure();
      erase(store::dropRealm);
      return costs;
    }
  }

  private static Realm realm() {
    return new Realm("tck-" + UUID.randomUUID());
  }

  // Out of courtesy to the server; whether it works is judged by rules.
  private static void erase(Runnable drop) {
    try {
      drop.run();
    } catch (RuntimeException e) {
      // What cannot be erased stays behind.
    }
  }
}
