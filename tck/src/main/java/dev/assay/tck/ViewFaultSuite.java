package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.fault.Fault;
import dev.assay.tck.rule.Budget;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/** Proves that a view store tells the truth over a network that fails. */
@Budget(quick = 60, full = 300)
@Isolated("stalls the server")
@Execution(ExecutionMode.SAME_THREAD)
public abstract class ViewFaultSuite extends ViewStoreSuite {

  private static final int CALLERS = 48;
  private static final int CALLERS_OF_FROZEN = 8;

  private FrozenMember frozen = FrozenMember.NONE;

  /** Called by subclasses. */
  protected ViewFaultSuite() {}

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

  private FaultNetwork<ViewStore> network() {
    return FaultNetwork.of(backend(), (address, timeout) -> openAt(realm(), address, timeout));
  }

  private Outages<ViewStore> outages() {
    return new Outages<>(network(), this);
  }

  private void visit(
      Set<Fault> faults, Supplier<? extends FaultOperation<ViewStore, ?>> operations) {
    new FaultRun<>(network(), this).visit(faults, operations);
  }

  @Test
  @Rule("FAULT-17")
  void aPutIsAnsweredTruly() {
    visit(FaultRun.ALL, new ViewFaults(store())::put);
  }

  @Test
  @Rule("FAULT-18")
  void eachPutOfAListHasATrueAnswer() {
    visit(FaultRun.ALL, new ViewFaults(store())::putAll);
  }

  @Test
  @Rule("FAULT-19")
  void aRemovalIsAnsweredTruly() {
    visit(FaultRun.ALL, new ViewFaults(store())::remove);
  }

  @Test
  @Rule("FAULT-20")
  void aGetIsRightOrFails() {
    visit(FaultRun.ALL, new ViewFaults(store())::get);
  }

  @Test
  @Rule("FAULT-21")
  @Requires(Capability.SEARCH)
  void aSearchIsRightOrFails() {
    visit(FaultRun.ALL, new ViewFaults(store())::search);
  }

  @Test
  @Rule("FAULT-22")
  @Requires(Capability.CURSORS)
  void aSaveOfACursorIsAnsweredTruly() {
    visit(FaultRun.ALL, new ViewFaults(store())::save);
  }

  @Test
  @Rule("FAULT-23")
  void withoutAConnectionNothingIsApplied() {
    ViewFaults faults = new ViewFaults(store());
    outages().noConnection(List.of(faults::put, faults::putAll, faults::remove, faults::get));
  }

  @Test
  @Rule("FAULT-24")
  void errorsUseNothingUp() {
    outages().errorsWithoutEnd(pick(32, 128), new ViewFaults(store())::put);
  }

  @Test
  @Rule("FAULT-25")
  void everyoneOfACrowdIsAnswered() {
    outages().fullPool(CALLERS, new ViewFaults(store())::put);
  }

  @Test
  @Rule("FAULT-26")
  void aFrozenServerIsSurvived() {
    outages().frozenServer(CALLERS_OF_FROZEN, new ViewFaults(store())::put);
  }

  @Test
  @Rule("FAULT-27")
  void openingAndClosingOverAFailingNetworkEndInTime() {
    ViewFaults faults = new ViewFaults(store());
    outages().opening(faults::put);
    outages().closing(CALLERS_OF_FROZEN, faults::put);
  }
}
