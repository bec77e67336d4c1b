package dev.assay.selftest;

import dev.assay.selftest.SocketStores.WireMaker;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.JointResult;
import dev.assay.spi.event.LoggedRequest;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.Request;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.StreamSlice;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Stores over a real socket that are wrong about a network that fails. */
final class FaultyNetworkStores {

  private FaultyNetworkStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>(wires());
    all.addAll(eventStores());
    all.addAll(viewStores());
    return List.copyOf(all);
  }

  private static List<FaultyStore> wires() {
    return List.of(
        wire(LostMeansNotApplied.class, LostMeansNotApplied::new, "FAULT-1", "FAULT-17"),
        wire(SilenceMeansNotApplied.class, SilenceMeansNotApplied::new, "FAULT-13", "FAULT-26"),
        wire(ReadsForEver.class, ReadsForEver::new, "FAULT-2"),
        wire(LeaksConnections.class, LeaksConnections::new, "FAULT-11", "FAULT-24"),
        wire(NeverReconnects.class, NeverReconnects::new, "FAULT-1"),
        wire(UnsureWithoutConnection.class, UnsureWithoutConnection::new, "FAULT-10", "FAULT-23"),
        wire(QueuesForEver.class, QueuesForEver::new, "FAULT-12", "FAULT-25"),
        wire(GreetsForEver.class, GreetsForEver::new, "FAULT-14", "FAULT-27"),
        wire(ClosesPolitely.class, ClosesPolitely::new, "FAULT-15", "FAULT-27"),
        wire(ReadsTheLastAnswer.class, ReadsTheLastAnswer::new, "FAULT-6", "FAULT-20"));
  }

  private static List<FaultyStore> eventStores() {
    return List.of(
        events(AppliesResendsAgain.class, AppliesResendsAgain::new, "FAULT-1"),
        events(LosesToItself.class, LosesToItself::new, "FAULT-1"),
        events(DuplicateOfItself.class, DuplicateOfItself::new, "FAULT-1"),
        events(RetriesBeyondItsBudget.class, RetriesBeyondItsBudget::new, "FAULT-2"),
        events(TakesAbsenceAsProof.class, TakesAbsenceAsProof::new, "FAULT-3"),
        events(AnswersForTheList.class, AnswersForTheList::new, "FAULT-4"),
        events(SwallowsAnElement.class, SwallowsAnElement::new, "FAULT-4"),
        events(JoinsOneByOne.class, JoinsOneByOne::new, "FAULT-5"),
        events(NothingWhenUnreachable.class, NothingWhenUnreachable::new, "FAULT-6"),
        events(CaughtUpWhenUnreachable.class, CaughtUpWhenUnreachable::new, "FAULT-7"),
        events(SureOfTruncations.class, SureOfTruncations::new, "FAULT-8"),
        events(CountsEverySending.class, CountsEverySending::new, "FAULT-9"),
        events(NumbersBeforeItCommits.class, NumbersBeforeItCommits::new, "FAULT-16"));
  }

  private static List<FaultyStore> viewStores() {
    return List.of(
        views(PutLosesToItself.class, PutLosesToItself::new, "FAULT-17"),
        views(AnswersForAllPuts.class, AnswersForAllPuts::new, "FAULT-18"),
        views(RemovalLosesToItself.class, RemovalLosesToItself::new, "FAULT-19"),
        views(AbsentWhenUnreachable.class, AbsentWhenUnreachable::new, "FAULT-20"),
        views(EmptyPageWhenUnreachable.class, EmptyPageWhenUnreachable::new, "FAULT-21"),
        views(SaveLosesToItself.class, SaveLosesToItself::new, "FAULT-22"));
  }

  private static FaultyStore wire(Class<? extends Wire> type, WireMaker wire, String... killedBy) {
    return FaultyStore.both(
        type,
        () -> SocketStores.events(wire, SocketEventStore::new),
        () -> SocketStores.views(wire, SocketViewStore::new),
        killedBy);
  }

  private static FaultyStore events(
      Class<?> type, BiFunction<Wire, Realm, EventStore> store, String... killedBy) {
    return FaultyStore.fixture(type, () -> SocketStores.events(SendsOnce::new, store), killedBy);
  }

  private static FaultyStore views(
      Class<?> type, BiFunction<Wire, Realm, ViewStore> store, String... killedBy) {
    return FaultyStore.viewFixture(type, () -> SocketStores.views(SendsOnce::new, store), killedBy);
  }

  /** Sends nothing a second time; right by itself, so that stores above it can do it wrong. */
  private static class SendsOnce extends Wire {

    SendsOnce(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    boolean goesOn(int sending, long deadline) {
      return false;
    }
  }

  @Flaw("A write whose answer was lost is reported as not applied.")
  static final class LostMeansNotApplied extends SendsOnce {

    LostMeansNotApplied(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    StoreException lost(IOException why, boolean writes) {
      return new StoreUnavailable("The answer was lost", why);
    }
  }

  @Flaw("A write that ran out of time is reported as not applied.")
  static final class SilenceMeansNotApplied extends Wire {

    SilenceMeansNotApplied(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    StoreException lost(IOException why, boolean writes) {
      return why instanceof SocketTimeoutException
          ? new StoreUnavailable("The server did not answer", why)
          : super.lost(why, writes);
    }
  }

  @Flaw("The wait for an answer has no time limit.")
  static final class ReadsForEver extends Wire {

    ReadsForEver(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    int readMillis(long deadline) {
      return 0;
    }

    @Override
    int greetingMillis(long deadline) {
      return super.readMillis(deadline);
    }
  }

  @Flaw("A connection that broke keeps its place in the pool for ever.")
  static final class LeaksConnections extends Wire {

    LeaksConnections(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    void discard(Channel channel, IOException why) {
      close(channel);
    }
  }

  @Flaw("A connection that broke goes back to the pool.")
  static final class NeverReconnects extends SendsOnce {

    NeverReconnects(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    void discard(Channel channel, IOException why) {
      close(channel);
      giveBack(channel);
    }
  }

  @Flaw("A write that was never sent, for want of a connection, has an unknown outcome.")
  static final class UnsureWithoutConnection extends Wire {

    UnsureWithoutConnection(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    StoreException notConnected(IOException why, boolean writes) {
      return writes
          ? new OutcomeUnknown("There is no connection", why)
          : super.notConnected(why, writes);
    }
  }

  @Flaw("The wait for a connection of the pool has a time limit of its own, and a long one.")
  static final class QueuesForEver extends Wire {

    QueuesForEver(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    boolean awaitPermit(long deadline) throws InterruptedException {
      return super.awaitPermit(System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    }

    @Override
    int readMillis(long deadline) {
      return (int) timeout().toMillis();
    }
  }

  @Flaw("The wait for the server's greeting has no time limit.")
  static final class GreetsForEver extends Wire {

    GreetsForEver(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    int greetingMillis(long deadline) {
      return 0;
    }
  }

  @Flaw("Closing takes its leave of the server, and waits for the answer without a time limit.")
  static final class ClosesPolitely extends Wire {

    ClosesPolitely(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    public void close() {
      super.close();
      Channel last = new Channel();
      try {
        last.connect(server(), (int) timeout().toMillis(), 0);
      } catch (IOException e) {
        // The server is gone; it needs no leave.
      } finally {
        last.close();
      }
    }
  }

  @Flaw("A connection goes back to the pool while the answer to a call that gave up is on its way.")
  static final class ReadsTheLastAnswer extends SendsOnce {

    ReadsTheLastAnswer(InetSocketAddress server, Duration timeout) {
      super(server, timeout);
    }

    @Override
    void discard(Channel channel, IOException why) {
      if (why instanceof SocketTimeoutException) {
        giveBack(channel);
      } else {
        super.discard(channel, why);
      }
    }
  }

  @Flaw("A commit whose answer was lost is sent again under another request id.")
  static final class AppliesResendsAgain extends SocketEventStore {

    AppliesResendsAgain(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      try {
        return super.commit(commit);
      } catch (OutcomeUnknown e) {
        super.commit(
            new Commit(
                commit.stream(),
                new RequestId(commit.request().value() + "-again"),
                ExpectedVersion.any(),
                commit.events(),
                commit.effects(),
                commit.claims(),
                commit.releases(),
                commit.response()));
        throw e;
      }
    }
  }

  @Flaw("A commit that was sent again meets the version that it has made itself.")
  static final class LosesToItself extends SocketEventStore {

    LosesToItself(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      try {
        return super.commit(commit);
      } catch (OutcomeUnknown e) {
        return super.commit(commit) instanceof CommitResult.Duplicate duplicate
            ? new CommitResult.VersionConflict(duplicate.original().after())
            : super.commit(commit);
      }
    }
  }

  @Flaw("A commit that was sent again is told that it is a duplicate of itself.")
  static final class DuplicateOfItself extends SocketEventStore {

    DuplicateOfItself(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      try {
        return super.commit(commit);
      } catch (OutcomeUnknown e) {
        return again(commit, e);
      }
    }

    private CommitResult again(Commit commit, OutcomeUnknown first) {
      try {
        return super.commit(commit);
      } catch (StoreException e) {
        throw first;
      }
    }
  }

  @Flaw("Each of many retries has the whole time budget of the call.")
  static final class RetriesBeyondItsBudget extends SocketEventStore {

    private static final int RETRIES = 10;

    RetriesBeyondItsBudget(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      for (int i = 1; i < RETRIES; i++) {
        try {
          return committed(super.commit(commit));
        } catch (StoreException e) {
          // Whatever became of it, the request is applied once.
        }
      }
      return committed(super.commit(commit));
    }

    private static CommitResult committed(CommitResult result) {
      return result instanceof CommitResult.Duplicate own
          ? new CommitResult.Committed(own.original())
          : result;
    }
  }

  @Flaw("After a lost answer, a receipt that is not found proves that nothing was applied.")
  static final class TakesAbsenceAsProof extends SocketEventStore {

    TakesAbsenceAsProof(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      try {
        return super.commit(commit);
      } catch (OutcomeUnknown e) {
        return find(commit, e)
            .<CommitResult>map(CommitResult.Committed::new)
            .orElseThrow(() -> new StoreUnavailable("The commit is not there", e));
      }
    }

    private Optional<Receipt> find(Commit commit, OutcomeUnknown first) {
      try {
        return receipt(commit.stream(), commit.request());
      } catch (StoreUnavailable e) {
        throw first;
      }
    }
  }

  @Flaw("An error of one commit of a list is the answer to all of them, also to applied ones.")
  static final class AnswersForTheList extends SocketEventStore {

    AnswersForTheList(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      List<CommitOutcome> outcomes = new ArrayList<>();
      for (Commit commit : commits) {
        try {
          outcomes.add(commit(commit));
        } catch (StoreException e) {
          StoreException error = new StoreUnavailable("The list failed", e);
          return commits.stream()
              .<CommitOutcome>map(any -> new CommitOutcome.Failed(error))
              .toList();
        }
      }
      return outcomes;
    }
  }

  @Flaw("A commit of a list that failed is answered with the receipt of its neighbour's success.")
  static final class SwallowsAnElement extends SocketEventStore {

    SwallowsAnElement(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public List<CommitOutcome> commitAll(List<Commit> commits) {
      List<CommitOutcome> outcomes = new ArrayList<>();
      for (Commit commit : commits) {
        try {
          outcomes.add(commit(commit));
        } catch (StoreException e) {
          outcomes.add(
              outcomes.isEmpty() ? new CommitOutcome.Failed(e) : outcomes.get(outcomes.size() - 1));
        }
      }
      return outcomes;
    }
  }

  @Flaw("A joint commit is sent commit by commit.")
  static final class JoinsOneByOne extends SocketEventStore {

    JoinsOneByOne(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public JointResult commitTogether(List<Commit> commits) {
      List<Receipt> receipts = new ArrayList<>();
      boolean duplicate = true;
      for (int i = 0; i < commits.size(); i++) {
        CommitResult result = commit(commits.get(i));
        if (result instanceof CommitResult.Committed committed) {
          receipts.add(committed.receipt());
          duplicate = false;
        } else if (result instanceof CommitResult.Duplicate same) {
          receipts.add(same.original());
        } else {
          return new JointResult.Refused(i, result);
        }
      }
      return duplicate ? new JointResult.Duplicate(receipts) : new JointResult.Committed(receipts);
    }
  }

  @Flaw("A stream that cannot be read looks like one without events.")
  static final class NothingWhenUnreachable extends SocketEventStore {

    NothingWhenUnreachable(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public StreamSlice read(StreamId stream, long from, int max, Direction direction) {
      try {
        return super.read(stream, from, max, direction);
      } catch (StoreUnavailable e) {
        return new StreamSlice(stream, List.of(), 1, 0, false);
      }
    }
  }

  @Flaw("A reader of the feed that gets no answer is caught up.")
  static final class CaughtUpWhenUnreachable extends SocketEventStore {

    CaughtUpWhenUnreachable(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      try {
        return super.feed(partition, after, max, wait);
      } catch (StoreUnavailable e) {
        return new FeedSlice(List.of(), after, true, Optional.empty());
      }
    }
  }

  @Flaw("A truncation whose answer was lost is reported as not applied.")
  static final class SureOfTruncations extends SocketEventStore {

    SureOfTruncations(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public long truncate(StreamId stream, long before) {
      try {
        return super.truncate(stream, before);
      } catch (OutcomeUnknown e) {
        throw new StoreUnavailable("The truncation was not answered", e);
      }
    }
  }

  @Flaw("A record of a request that is sent again after a lost answer counts again.")
  static final class CountsEverySending extends SocketEventStore {

    CountsEverySending(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public LoggedRequest record(Request request) {
      try {
        return super.record(request);
      } catch (OutcomeUnknown e) {
        return again(request, e);
      }
    }

    private LoggedRequest again(Request request, OutcomeUnknown first) {
      try {
        return super.record(request);
      } catch (StoreException e) {
        throw first;
      }
    }
  }

  @Flaw("A commit takes its number in the feed in a step of its own, and readers wait for nobody.")
  static final class NumbersBeforeItCommits extends SocketEventStore {

    NumbersBeforeItCommits(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public CommitResult commit(Commit commit) {
      long number = number(client().special("ticket", name(commit.stream(), commit.request())));
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        return new CommitResult.Committed(at(committed.receipt(), number));
      }
      return result instanceof CommitResult.Duplicate duplicate
          ? new CommitResult.Duplicate(at(duplicate.original(), number))
          : result;
    }

    @Override
    public Optional<Receipt> receipt(StreamId stream, RequestId request) {
      return super.receipt(stream, request)
          .map(receipt -> at(receipt, number(client().special("ticket", name(stream, request)))));
    }

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      JsonObject numbers = (JsonObject) client().special("tickets");
      List<RecordedCommit> ahead =
          everything().stream()
              .map(commit -> at(commit, numbers))
              .filter(commit -> cursor(commit).compareTo(after) > 0)
              .sorted(Comparator.comparing(NumbersBeforeItCommits::cursor))
              .toList();
      List<RecordedCommit> page = ahead.stream().limit(max).toList();
      return new FeedSlice(
          page,
          page.isEmpty() ? after : cursor(page.get(page.size() - 1)),
          page.size() == ahead.size(),
          Optional.empty());
    }

    private List<RecordedCommit> everything() {
      List<RecordedCommit> all = new ArrayList<>();
      FeedSlice slice = super.feed(0, Cursor.START, 100, Duration.ZERO);
      all.addAll(slice.commits());
      while (!slice.caughtUp()) {
        slice = super.feed(0, slice.next(), 100, Duration.ZERO);
        all.addAll(slice.commits());
      }
      return all;
    }

    private static RecordedCommit at(RecordedCommit commit, JsonObject numbers) {
      Receipt receipt = commit.receipt();
      long number =
          numbers
              .get(name(receipt.stream(), receipt.request()))
              .map(NumbersBeforeItCommits::number)
              .orElse(0L);
      return new RecordedCommit(
          at(receipt, number),
          commit.events(),
          commit.truncated(),
          commit.effects(),
          commit.claims(),
          commit.releases());
    }

    private static Receipt at(Receipt receipt, long number) {
      return new Receipt(
          receipt.stream(),
          receipt.request(),
          receipt.before(),
          receipt.after(),
          receipt.response(),
          receipt.recordedAt(),
          new FeedPosition(0, new Cursor("%019d".formatted(number))));
    }

    private static Cursor cursor(RecordedCommit commit) {
      return commit.receipt().position().cursor();
    }

    private static String name(StreamId stream, RequestId request) {
      return stream + " " + request;
    }

    private static long number(Object json) {
      return ((JsonNumber) json).value().longValueExact();
    }
  }

  @Flaw("A put that was sent again meets the revision that it has stored itself.")
  static final class PutLosesToItself extends SocketViewStore {

    PutLosesToItself(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public PutResult put(View view) {
      try {
        return super.put(view);
      } catch (OutcomeUnknown e) {
        return again(view, e);
      }
    }

    private PutResult again(View view, OutcomeUnknown first) {
      try {
        return super.put(view);
      } catch (StoreException e) {
        throw first;
      }
    }
  }

  @Flaw("An error of one put of a list is the answer to all of them, also to applied ones.")
  static final class AnswersForAllPuts extends SocketViewStore {

    AnswersForAllPuts(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public List<PutOutcome> putAll(List<View> views) {
      List<PutOutcome> outcomes = new ArrayList<>();
      for (View view : views) {
        try {
          outcomes.add(put(view));
        } catch (StoreException e) {
          StoreException error = new StoreUnavailable("The list failed", e);
          return views.stream().<PutOutcome>map(any -> new PutOutcome.Failed(error)).toList();
        }
      }
      return outcomes;
    }
  }

  @Flaw("A removal that was sent again meets the tombstone that it has left itself.")
  static final class RemovalLosesToItself extends SocketViewStore {

    RemovalLosesToItself(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public PutResult remove(ViewKey key, long revision) {
      try {
        return super.remove(key, revision);
      } catch (OutcomeUnknown e) {
        return again(key, revision, e);
      }
    }

    private PutResult again(ViewKey key, long revision, OutcomeUnknown first) {
      try {
        return super.remove(key, revision);
      } catch (StoreException e) {
        throw first;
      }
    }
  }

  @Flaw("A view that cannot be read is absent.")
  static final class AbsentWhenUnreachable extends SocketViewStore {

    AbsentWhenUnreachable(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public Lookup get(ViewKey key) {
      try {
        return super.get(key);
      } catch (StoreUnavailable e) {
        return new Lookup.Absent();
      }
    }
  }

  @Flaw("A search that gets no answer finds nothing.")
  static final class EmptyPageWhenUnreachable extends SocketViewStore {

    EmptyPageWhenUnreachable(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public Page<View> search(ViewQuery query) {
      try {
        return super.search(query);
      } catch (StoreUnavailable e) {
        return new Page<>(List.of(), Optional.empty());
      }
    }
  }

  @Flaw("A save of a cursor that was sent again is told that it lost to itself.")
  static final class SaveLosesToItself extends SocketViewStore {

    SaveLosesToItself(Wire wire, Realm realm) {
      super(wire, realm);
    }

    @Override
    public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
      try {
        return super.save(projection, partition, expected, next);
      } catch (OutcomeUnknown e) {
        return again(projection, partition, expected, next, e);
      }
    }

    private SaveResult again(
        String projection, int partition, Cursor expected, Cursor next, OutcomeUnknown first) {
      try {
        return super.save(projection, partition, expected, next);
      } catch (StoreException e) {
        throw first;
      }
    }
  }
}
