package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.tck.model.EventPlan;
import dev.assay.tck.model.EventWorld;
import dev.assay.tck.model.Model;
import dev.assay.tck.model.Reference;
import dev.assay.tck.rule.Budget;
import dev.assay.tck.rule.Rule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The rules about random sequences of calls on event stores. */
@Budget(quick = 180, full = 1800)
@ResourceLock(Model.ALONE)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class ModelSuite extends EventStoreSuite {

  /** How many sequences each rule runs in the quick profile. */
  static final int SEQUENCES = 5;

  private static final int LENGTH = 160;
  private static final int FULL = 10;

  /** For the subclass that names the fixture. */
  protected ModelSuite() {}

  @Test
  @Rule("MODEL-1")
  void sequencesOfCommitsAndReadsAreAnsweredAsTheReferenceAnswersThem() {
    compare(EventPlan.Subject.STREAMS);
  }

  @Test
  @Rule("MODEL-2")
  void sequencesOfCommitsAndFeedReadsAreAnsweredAsTheReferenceAnswersThem() {
    compare(EventPlan.Subject.FEED);
  }

  @Test
  @Rule("MODEL-3")
  void sequencesOfEverythingAreAnsweredAsTheReferenceAnswersThem() {
    compare(EventPlan.Subject.EVERYTHING);
  }

  @Test
  @Rule("MODEL-4")
  void sequencesAcrossHandlesAndRealmsAreAnsweredAsTheReferenceAnswersThem() {
    compare(EventPlan.Subject.HANDLES);
  }

  private void compare(EventPlan.Subject subject) {
    int sequences = Math.max(1, pick(SEQUENCES, FULL * SEQUENCES) / oneOf());
    long calls = model(this, subject, declaration().capabilities()).compare(sequences, random());
    evidence("sequences", sequences);
    evidence("calls", calls);
  }

  /** Returns the comparison of a store with the reference on sequences about one thing. */
  static Model<EventWorld> model(
      EventStoreFixture store, EventPlan.Subject subject, Set<Capability> offered) {
    return new Model<>(
        () -> new EventWorld(store::open, newRealm(), newRealm()),
        () -> new EventWorld(Reference::events, newRealm(), newRealm()),
        new EventPlan(subject, offered, LENGTH));
  }
}
