package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.tck.model.Model;
import dev.assay.tck.model.Reference;
import dev.assay.tck.model.ViewPlan;
import dev.assay.tck.model.ViewWorld;
import dev.assay.tck.rule.Budget;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The rules about random sequences of calls on view stores. */
@Budget(quick = 180, full = 1800)
@ResourceLock(Model.ALONE)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class ViewModelSuite extends ViewStoreSuite {

  /** How many sequences each rule runs in the quick profile. */
  static final int SEQUENCES = 5;

  private static final int LENGTH = 250;
  private static final int FULL = 10;

  /** For the subclass that names the fixture. */
  protected ViewModelSuite() {}

  @Test
  @Rule("MODEL-5")
  void sequencesOfWritesAreAnsweredAsTheReferenceAnswersThem() {
    compare(ViewPlan.Subject.VIEWS);
  }

  @Test
  @Rule("MODEL-6")
  @Requires(Capability.SEARCH)
  void sequencesOfWritesAndSearchesAreAnsweredAsTheReferenceAnswersThem() {
    compare(ViewPlan.Subject.SEARCHES);
  }

  @Test
  @Rule("MODEL-7")
  void sequencesOfEverythingAboutViewsAreAnsweredAsTheReferenceAnswersThem() {
    compare(ViewPlan.Subject.EVERYTHING);
  }

  private void compare(ViewPlan.Subject subject) {
    int sequences = pick(SEQUENCES, FULL * SEQUENCES);
    long calls = model(this, subject, declaration().capabilities()).compare(sequences, random());
    evidence("sequences", sequences);
    evidence("calls", calls);
  }

  /** Returns the comparison of a store with the reference on sequences about one thing. */
  static Model<ViewWorld> model(
      ViewStoreFixture store, ViewPlan.Subject subject, Set<Capability> offered) {
    return new Model<>(
        () -> new ViewWorld(store::open, newRealm(), newRealm()),
        () -> new ViewWorld(Reference::views, newRealm(), newRealm()),
        new ViewPlan(subject, offered, LENGTH));
  }
}
