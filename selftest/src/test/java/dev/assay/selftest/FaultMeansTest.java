package dev.assay.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.run.KitOptions;
import dev.assay.tck.run.KitRunner;
import dev.assay.tck.run.RuleResult;
import dev.assay.tck.run.Verdict;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the kit says where it cannot break the network, or has nothing to break. */
final class FaultMeansTest {

  @Test
  void aStoreInTheProcessOfItsCallerDeclines() {
    EventStoreFixture memory = new InMemory(new Backend.InProcess());
    assertThat(judge(memory).verdict()).isEqualTo(Verdict.DECLINED);
  }

  @Test
  void anUntoldBackendIsNotJudged() {
    EventStoreFixture memory = new InMemory(Backend.UNTOLD);
    assertThat(judge(memory).verdict()).isEqualTo(Verdict.NOT_JUDGED);
  }

  @Test
  void aStoreThatEvadesTheProxyIsNotJudged() {
    EventStoreFixture evading = new Evading(SocketStores.events(Wire::new, SocketEventStore::new));
    RuleResult result = judge(evading);
    assertThat(result.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(result.tests())
        .allSatisfy(test -> assertThat(test.why().orElse("")).contains("no byte"));
  }

  private static RuleResult judge(EventStoreFixture fixture) {
    return KitRunner.events(fixture, KitOptions.quick().rules("FAULT-3").seed(1))
        .run()
        .rules()
        .get(0);
  }

  private record InMemory(Backend backend) implements EventStoreFixture {

    @Override
    public EventStore open(Realm realm) {
      return MemoryEventStore.open("fault-means", realm);
    }
  }

  /** Opens every handle on the server's own address. */
  private record Evading(EventStoreFixture right) implements EventStoreFixture {

    @Override
    public EventStore open(Realm realm) {
      return right.open(realm);
    }

    @Override
    public Backend backend() {
      return right.backend();
    }

    @Override
    public EventStore openAt(Realm realm, InetSocketAddress address, Duration timeout) {
      return right.open(realm);
    }
  }
}
