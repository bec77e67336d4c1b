package dev.assay.tck.model;

import dev.assay.spi.Capability;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.tck.data.StateDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The last step: opens all handles anew and reads everything that the sequence can have left.
 *
 * @param offered the capabilities to use
 * @param ids the ids of all views
 * @param realms a handle of each realm to read
 */
record WholeViewState(Set<Capability> offered, List<String> ids, List<Integer> realms)
    implements ViewStep {

  @Override
  public Answer answer(ViewWorld world) {
    world.handles().closeAll();
    List<String> lines = new ArrayList<>();
    for (int handle : realms) {
      for (ViewStep step : steps(handle)) {
        Answer answer = Answer.to(() -> step.answer(world));
        lines.add(step + " → " + answer.summary());
        lines.addAll(answer.lines());
      }
    }
    return new Answer("the state with digest " + StateDigest.of(lines), lines);
  }

  private List<ViewStep> steps(int handle) {
    List<ViewStep> steps = new ArrayList<>();
    for (String name : ViewPlan.NAMES) {
      ids.forEach(id -> steps.add(new ViewWriteSteps.Get(handle, new ViewKey(name, id), 0)));
    }
    if (offered.contains(Capability.CATALOG)) {
      steps.add(new ViewNameSteps.Aliases(handle));
      ViewPlan.NAMES.forEach(name -> steps.add(new ViewNameSteps.Resolve(handle, name)));
    }
    if (offered.contains(Capability.SEARCH)) {
      ViewPlan.NAMES.forEach(name -> steps.add(new SearchStep(handle, ViewQuery.in(name))));
    }
    if (offered.contains(Capability.CURSORS)) {
      ViewPlan.PROJECTIONS.forEach(projection -> addCursors(handle, projection, steps));
    }
    return steps;
  }

  private static void addCursors(int handle, String projection, List<ViewStep> steps) {
    for (int partition = 0; partition < ViewPlan.PARTITIONS; partition++) {
      steps.add(new ViewNameSteps.FindCursor(handle, projection, partition));
    }
  }

  @Override
  public String toString() {
    return "open all handles anew and read everything";
  }
}
