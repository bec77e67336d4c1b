package dev.assay.tck.model;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.data.StateDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The last step: opens all handles anew and reads everything that the sequence can have left.
 *
 * @param offered the capabilities to use
 * @param realms a handle of each realm to read
 * @param requests how many requests there were; they are numbered from 1
 */
record WholeState(Set<Capability> offered, int requests, List<Integer> realms)
    implements EventStep {

  private static final int ALL = 1000;

  @Override
  public Answer answer(EventWorld world) {
    world.handles().closeAll();
    List<String> lines = new ArrayList<>();
    for (int handle : realms) {
      for (EventStep step : steps(handle, world.notes(handle))) {
        Answer answer = Answer.to(() -> step.answer(world));
        lines.add(step + " → " + answer.summary());
        lines.addAll(answer.lines());
      }
    }
    return new Answer("the state with digest " + StateDigest.of(lines), lines);
  }

  private List<EventStep> steps(int handle, Notes notes) {
    List<EventStep> steps = new ArrayList<>();
    steps.add(new FeedSteps.ReadToTheEnd(handle, 0, ALL));
    for (StreamId stream : EventPlan.STREAMS) {
      steps.add(new ReadSteps.Read(handle, stream, 1, ALL, ALL, Direction.FORWARD));
    }
    asked(notes)
        .forEach(key -> steps.add(new ReadSteps.FindReceipt(handle, key.stream(), key.request())));
    if (offered.contains(Capability.CLAIMS)) {
      for (Claim claim : EventPlan.CLAIMS) {
        steps.add(new ReadSteps.FindHolder(handle, claim));
      }
    }
    if (offered.contains(Capability.REQUEST_LOG)) {
      steps.add(new LogSteps.Pending(handle, ALL));
      EventPlan.INTERACTIONS.forEach(i -> steps.add(new LogSteps.OfInteraction(handle, i, ALL)));
    }
    return steps;
  }

  // What was applied, and what may have been refused on the stream that is written to most.
  private Set<Notes.Key> asked(Notes notes) {
    Set<Notes.Key> keys = new LinkedHashSet<>();
    notes.receipts().forEach(receipt -> keys.add(Notes.Key.of(receipt)));
    for (int i = 1; i <= requests; i++) {
      keys.add(new Notes.Key(EventPlan.STREAMS.get(0), new RequestId("r" + i)));
    }
    return keys;
  }

  @Override
  public String toString() {
    return "open all handles anew and read everything";
  }
}
