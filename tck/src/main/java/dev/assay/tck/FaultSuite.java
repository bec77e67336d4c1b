package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.tck.fault.Fault;
import dev.assay.tck.rule.Budget;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Proves that an event store tells the truth over a network that fails. */
@Budget(quick = 60, full = 300)
@Isolated("stalls the server")
@Execution(ExecutionMode.SAME_THREAD)
public abstract class FaultSuite extends EventStoreSuite {

  private static final int CALLERS = 48;
  private static final int CALLERS_OF_FROZEN = 8;

  private FrozenMember frozen = FrozenMember.NONE;

  /** Called by subclasses. */
  protected FaultSuite() {}

  /** Of a cluster, a member may be frozen while the network fails. */
  @BeforeEach
  final void freezeAMember() {
    frozen = FrozenMember.perhaps(backend(), random());
  }

  /** Lets it go on. */
  @AfterEach
  final void thawTheMember() {
    frozen.thaw();
  }

  private FaultNetwork<EventStore> network() {
    return FaultNetwork.of(backend(), (address, timeout) -> openAt(realm(), address, timeout));
  }

  private Outages<EventStore> outages() {
    return new Outages<>(network(), this);
  }

  private void visit(
      Set<Fault> faults, Supplier<? extends FaultOperation<EventStore, ?>> operations) {
    new FaultRun<>(network(), this).visit(faults, operations);
  }

  @Test
  @Rule("FAULT-1")
  void aCommitThatIsCutOffIsAnsweredTruly() {
    EventFaults faults = new EventFaults(store());
    visit(FaultRun.CUTS, faults::commit);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-1")
  void aRefusalThatIsCutOffIsAnsweredTruly() {
    EventFaults faults = new EventFaults(store());
    visit(FaultRun.CUTS, faults::refusedCommit);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-2")
  void aCommitThatStallsEndsInTime() {
    EventFaults faults = new EventFaults(store());
    visit(FaultRun.STALLS, faults::commit);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-3")
  void bytesThatComeLateChangeNoAnswer() {
    EventFaults faults = new EventFaults(store());
    visit(Set.of(Fault.LATE), faults::commit);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-4")
  void eachCommitOfAListHasATrueAnswer() {
    EventFaults faults = new EventFaults(store());
    visit(FaultRun.ALL, faults::commitAll);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-5")
  @Requires(Capability.JOINT_COMMITS)
  void jointCommitsStayWhole() {
    EventFaults faults = new EventFaults(store());
    visit(FaultRun.ALL, faults::commitTogether);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-6")
  void aReadIsRightOrFails() {
    visit(FaultRun.ALL, new EventFaults(store())::read);
  }

  @Test
  @Rule("FAULT-6")
  void aReadOfAReceiptIsRightOrFails() {
    visit(FaultRun.CUTS, new EventFaults(store())::receipt);
  }

  @Test
  @Rule("FAULT-7")
  void aReadOfTheFeedIsRightOrFails() {
    visit(FaultRun.ALL, new EventFaults(store())::feed);
  }

  @Test
  @Rule("FAULT-8")
  @Requires(Capability.TRUNCATION)
  void aTruncationIsAnsweredTruly() {
    visit(FaultRun.ALL, new EventFaults(store())::truncate);
  }

  @Test
  @Rule("FAULT-9")
  @Requires(Capability.REQUEST_LOG)
  void aRecordedRequestIsCountedOnceForEachCall() {
    visit(FaultRun.ALL, new EventFaults(store())::record);
  }

  @Test
  @Rule("FAULT-10")
  void withoutAConnectionNothingIsApplied() {
    EventFaults faults = new EventFaults(store());
    outages()
        .noConnection(
            List.of(
                faults::commit, faults::commitAll, faults::read, faults::receipt, faults::feed));
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-11")
  void errorsUseNothingUp() {
    EventFaults faults = new EventFaults(store());
    outages().errorsWithoutEnd(pick(32, 128), alternating(faults));
    faults.judgeFeed();
  }

  private static Supplier<FaultOperation<EventStore, ?>> alternating(EventFaults faults) {
    AtomicInteger calls = new AtomicInteger();
    return () -> calls.getAndIncrement() % 3 == 0 ? faults.read() : faults.commit();
  }

  @Test
  @Rule("FAULT-12")
  void everyoneOfACrowdIsAnswered() {
    EventFaults faults = new EventFaults(store());
    outages().fullPool(CALLERS, alternating(faults));
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-12")
  void everyoneOfACrowdThatIsCutOffIsAnsweredTruly() {
    EventFaults faults = new EventFaults(store());
    outages().cutOffCrowd(CALLERS_OF_FROZEN * 2, faults::commit);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-13")
  void aFrozenServerIsSurvived() {
    EventFaults faults = new EventFaults(store());
    outages().frozenServer(CALLERS_OF_FROZEN, faults::commit);
    faults.judgeFeed();
  }

  @Test
  @Rule("FAULT-14")
  void openingOverAFailingNetworkEndsInTime() {
    outages().opening(new EventFaults(store())::commit);
  }

  @Test
  @Rule("FAULT-15")
  void closingOverAFailingNetworkEndsInTime() {
    outages().closing(CALLERS_OF_FROZEN, new EventFaults(store())::commit);
  }

  @Test
  @Rule("FAULT-16")
  void theFeedSkipsNoStalledWriter() {
    gaps(1, false);
  }

  @Test
  @Rule("FAULT-16")
  void theFeedSkipsNoStalledWriterOfThree() {
    gaps(2, false);
  }

  @Test
  @Rule("FAULT-16")
  void theFeedSkipsNoStalledWriterOfOneStream() {
    gaps(1, true);
  }

  private void gaps(int others, boolean oneStream) {
    try (GapRun gaps = new GapRun(network(), store())) {
      gaps.run(this, others, oneStream);
      evidence("points", gaps.visited() + gaps.unreached());
      evidence("visited", gaps.visited());
      evidence("unreached", gaps.unreached());
    }
  }

  @Test
  @Rule("FAULT-28")
  void aFrozenMinorityIsSurvived() {
    List<ServerControl> members = new ArrayList<>(Minority.members(backend(), declaration()));
    thawTheMember();
    Collections.shuffle(members, random());
    MinorityLoss loss =
        new MinorityLoss(
            List.of(store(), another()), () -> commit(stream(), ExpectedVersion.any(), 2));
    List<ServerControl> frozenInTurn = taken(members);
    for (ServerControl member : frozenInTurn) {
      member.pause();
      try {
        loss.serveWithout("While one of %d members is frozen".formatted(members.size()));
      } finally {
        member.resume();
      }
      loss.judge(store());
    }
    loss.judge(another());
    evidence("members", members.size());
    evidence("members frozen", frozenInTurn.size());
    evidence("acknowledged commits", loss.acknowledged());
  }
}
