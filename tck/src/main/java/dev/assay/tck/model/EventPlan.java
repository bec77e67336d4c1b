package dev.assay.tck.model;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes sequences of calls on an event store, from few names, so that calls meet. At the end the
 * whole state is read through new handles.
 */
public final class EventPlan implements Plan<EventWorld> {

  /** What sequences are about. */
  public enum Subject {
    /** Commits, and reads of streams and receipts. */
    STREAMS,
    /** Commits, and reads of the feed. */
    FEED,
    /** Everything that the store offers. */
    EVERYTHING,
    /** Everything, while handles are opened and closed and another realm lies beside. */
    HANDLES
  }

  static final List<StreamId> STREAMS =
      List.of(
          new StreamId("account", "a"),
          new StreamId("account", "A"),
          new StreamId("account", "a "),
          new StreamId("order", "a"));

  static final List<Claim> CLAIMS = List.of(new Claim("email", "ada"), new Claim("email", "Ada"));

  static final List<String> INTERACTIONS = List.of("session", "Session");

  private final Subject subject;
  private final Set<Capability> offered;
  private final int length;

  /**
   * Creates a plan.
   *
   * @param offered the capabilities to use
   * @param length how many steps a sequence has before the state is read
   */
  public EventPlan(Subject subject, Set<Capability> offered, int length) {
    this.subject = subject;
    this.offered = Set.copyOf(offered);
    this.length = length;
  }

  @Override
  public List<Step<EventWorld>> sequence(Random random) {
    return new Sequence(random).steps();
  }

  private int weight(Capability capability, int weight) {
    return everything() && offered.contains(capability) ? weight : 0;
  }

  private boolean everything() {
    return subject == Subject.EVERYTHING || subject == Subject.HANDLES;
  }

  private int only(Subject which, int weight) {
    return subject == which ? weight : 0;
  }

  private int except(Subject which, int weight) {
    return subject == which ? 0 : weight;
  }

  /** One sequence in the making. */
  private final class Sequence {

    private final Random random;
    private int requests;
    private int marks;
    private int bookmarks;

    Sequence(Random random) {
      this.random = random;
    }

    List<Step<EventWorld>> steps() {
      Weighted<Supplier<EventStep>> kinds = kinds();
      List<Step<EventWorld>> steps = new ArrayList<>();
      while (steps.size() < length) {
        steps.add(kinds.draw(random).get());
      }
      steps.add(new WholeState(offered, requests, realms()));
      return steps;
    }

    private List<Integer> realms() {
      return subject == Subject.HANDLES ? List.of(0, Handles.NEIGHBOUR) : List.of(0);
    }

    private Weighted<Supplier<EventStep>> kinds() {
      return new Weighted<Supplier<EventStep>>()
          .add(12, () -> new CommitSteps.Write(handle(), draft()))
          .add(3, () -> new CommitSteps.WriteAll(handle(), drafts(2 + random.nextInt(7))))
          .add(except(Subject.FEED, 5), this::read)
          .add(except(Subject.FEED, 3), this::findReceipt)
          .add(only(Subject.FEED, 6), () -> new FeedSteps.ReadOneSlice(handle(), place(), page()))
          .add(except(Subject.STREAMS, 3), () -> toTheEnd(place()))
          .add(only(Subject.FEED, 2), () -> askForTheEnd())
          .add(weight(Capability.CLAIMS, 3), () -> new ReadSteps.FindHolder(handle(), claim()))
          .add(weight(Capability.TRUNCATION, 5), this::truncate)
          .add(weight(Capability.JOINT_COMMITS, 4), this::together)
          .add(weight(Capability.RESTORATION, 3), this::restore)
          .add(weight(Capability.REQUEST_LOG, 6), this::logged)
          .add(only(Subject.HANDLES, 3), () -> new HandleSteps.Reopen(random.nextInt(3)))
          .add(only(Subject.HANDLES, 1), HandleSteps.Restart::new)
          .add(only(Subject.HANDLES, 6), () -> new HandleSteps.DropRealm(random.nextInt(3)));
    }

    private int handle() {
      int dice = random.nextInt(10);
      if (subject == Subject.HANDLES && dice < 3) {
        return Handles.NEIGHBOUR;
      }
      return dice < 7 ? 0 : 1;
    }

    private StreamId stream() {
      // Where only streams are looked at, half of all goes to one, so that it becomes long.
      int bias = everything() ? 1 : STREAMS.size();
      return STREAMS.get(Math.max(0, random.nextInt(STREAMS.size() + bias) - bias));
    }

    private Claim claim() {
      return CLAIMS.get(random.nextInt(CLAIMS.size()));
    }

    private RequestId request() {
      boolean fresh = requests == 0 || random.nextInt(3) > 0;
      return new RequestId("r" + (fresh ? ++requests : 1 + random.nextInt(requests)));
    }

    private RequestId known() {
      return new RequestId("r" + (1 + random.nextInt(requests + 1)));
    }

    private Draft draft() {
      return draft(stream());
    }

    private Draft draft(StreamId stream) {
      List<Claim> keys = new ArrayList<>(CLAIMS);
      Collections.shuffle(keys, random);
      boolean claiming = weight(Capability.CLAIMS, 1) > 0;
      // Mostly one or the other, so that keys change hands.
      boolean taking = random.nextBoolean();
      boolean both = random.nextInt(4) == 0;
      int claims = claiming && (taking || both) ? 1 : 0;
      int releases = claiming && (!taking || both) ? 1 : 0;
      return new Draft(
          ++marks,
          stream,
          request(),
          expectation(),
          events(),
          random.nextInt(3) == 0 ? random.nextInt(Draft.KINDS_OF_PAYLOAD) : 0,
          random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0,
          keys.subList(0, claims),
          keys.subList(claims, claims + releases));
    }

    private Expectation expectation() {
      return new Weighted<Expectation>()
          .add(5, Expectation.ANY)
          .add(5, Expectation.HEAD)
          .add(1, Expectation.EXISTS)
          .add(1, Expectation.NO_STREAM)
          .add(1, Expectation.BELOW)
          .add(1, Expectation.ABOVE)
          .draw(random);
    }

    private int events() {
      return new Weighted<Integer>()
          .add(2, 0)
          .add(8, 1 + random.nextInt(3))
          .add(2, 4 + random.nextInt(20))
          .draw(random);
    }

    // A list is judged in its order for each stream only: which of two streams gets a claim that
    // both want is nobody's promise. So each claim is used by one stream of a list, and half of the
    // lists are for one stream alone.
    private List<Draft> drafts(int count) {
      Map<Claim, StreamId> users = new HashMap<>();
      List<Draft> drafts = new ArrayList<>();
      StreamId only = stream();
      boolean alone = random.nextBoolean();
      for (int i = 0; i < count; i++) {
        StreamId stream = alone ? only : stream();
        Draft draft = draft(stream);
        drafts.add(draft.using(claim -> users.merge(claim, stream, (a, b) -> a).equals(stream)));
      }
      return drafts;
    }

    private EventStep together() {
      List<StreamId> streams = new ArrayList<>(STREAMS);
      Collections.shuffle(streams, random);
      return new CommitSteps.Together(
          handle(), streams.subList(0, 1 + random.nextInt(3)).stream().map(this::draft).toList());
    }

    private EventStep restore() {
      int shift = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : 0;
      return new CommitSteps.Restore(handle(), draft(), shift, random.nextInt(3) == 0);
    }

    private EventStep truncate() {
      return new ReadSteps.Truncate(
          handle(), stream(), random.nextInt(3) == 0 ? 1 : 1 - random.nextInt(9));
    }

    private EventStep read() {
      boolean all = random.nextInt(3) == 0;
      Direction direction = random.nextInt(3) == 0 ? Direction.BACKWARD : Direction.FORWARD;
      long from = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(40);
      int max = List.of(0, 1, 3, 50, 1000).get(random.nextInt(5));
      return all
          ? new ReadSteps.Read(handle(), stream(), 1, 1000, 1000, Direction.FORWARD)
          : new ReadSteps.Read(handle(), stream(), from, max, 7, direction);
    }

    private EventStep findReceipt() {
      return new ReadSteps.FindReceipt(handle(), stream(), known());
    }

    private int place() {
      return random.nextInt(1 + bookmarks);
    }

    private int page() {
      bookmarks++;
      return 1 + random.nextInt(6);
    }

    private EventStep toTheEnd(int place) {
      return new FeedSteps.ReadToTheEnd(handle(), place, page());
    }

    private EventStep askForTheEnd() {
      bookmarks++;
      return new FeedSteps.AskForTheEnd(handle());
    }

    private EventStep logged() {
      return switch (random.nextInt(6)) {
        case 0, 1 ->
            new LogSteps.Receive(handle(), stream(), known(), interaction(), random.nextInt(3));
        case 2 -> new LogSteps.Fail(handle(), stream(), known(), "error " + random.nextInt(3));
        case 3 -> new LogSteps.Find(handle(), stream(), known());
        case 4 -> new LogSteps.Pending(handle(), 1 + random.nextInt(3));
        default -> new LogSteps.OfInteraction(handle(), interaction(), 1 + random.nextInt(3));
      };
    }

    private String interaction() {
      return INTERACTIONS.get(random.nextInt(INTERACTIONS.size()));
    }
  }
}
