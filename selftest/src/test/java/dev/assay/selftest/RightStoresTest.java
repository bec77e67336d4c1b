package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitResult;
import dev.assay.tck.run.KitRunner;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/**
 * Proves that what the faulty stores are made of is right by itself, and that stores of another
 * shape than the reference's are not accused.
 */
final class RightStoresTest {

  private final String backend = "right-" + UUID.randomUUID();

  @Test
  void aStoreWithTwoPartitionsAndNoCapabilityIsRight() {
    assertRight(
        realm -> new TwoPartitionStore(MemoryEventStore.open(backend, realm)),
        "ORDER",
        "FEED",
        "CLAIM",
        "EFFECT",
        "REALM",
        "LIFECYCLE",
        "REPLAY");
  }

  @Test
  void aStoreWhosePlacesAreTakenEarlyIsRightBehindItsHorizon() {
    Map<Realm, FeedBook> books = new ConcurrentHashMap<>();
    assertRight(
        realm ->
            new OwnFeedStore(
                MemoryEventStore.open(backend, realm),
                books.computeIfAbsent(realm, r -> new FeedBook())),
        "ORDER",
        "FEED-1",
        "FEED-2",
        "FEED-3",
        "FEED-4",
        "FEED-5",
        "FEED-6",
        "FEED-7",
        "FEED-8",
        "FEED-9",
        "FEED-10",
        "FEED-11",
        "FEED-12",
        "FEED-13",
        "FEED-14",
        "FEED-16");
  }

  @Test
  void aStoreWithATableOfClaimsIsRight() {
    Map<Realm, Map<Claim, StreamId>> tables = new ConcurrentHashMap<>();
    assertRight(
        realm ->
            new OwnClaimsStore(
                MemoryEventStore.open(backend, realm),
                tables.computeIfAbsent(realm, r -> OwnClaimsStore.newTable())),
        "CLAIM-1",
        "CLAIM-2",
        "CLAIM-3",
        "CLAIM-4",
        "CLAIM-5",
        "CLAIM-6",
        "CLAIM-7",
        "CLAIM-8",
        "CLAIM-9");
  }

  private static void assertRight(EventStoreFixture fixture, String... rules) {
    KitResult result = KitRunner.events(fixture, KitOptions.quick().rules(rules)).run();
    assertThat(result.rules()).isNotEmpty();
    assertThat(result.failedIds()).isEmpty();
  }
}
