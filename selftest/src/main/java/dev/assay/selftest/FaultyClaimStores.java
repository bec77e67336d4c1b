package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.FeedSlice;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are wrong about claims and effects. */
final class FaultyClaimStores {

  private FaultyClaimStores() {}

  static List<FaultyStore> all() {
    List<FaultyStore> all = new ArrayList<>();
    all.addAll(claims());
    all.addAll(keys());
    all.addAll(effects());
    return all;
  }

  private static List<FaultyStore> claims() {
    return List.of(
        own(ChecksThenClaims.class, ChecksThenClaims::new, "CLAIM-1", "HISTORY-5"),
        own(ClaimsSortedFirst.class, ClaimsSortedFirst::new, "CLAIM-2"),
        own(ClaimsBeforeVersion.class, ClaimsBeforeVersion::new, "CLAIM-2"),
        FaultyStore.event(RemembersHolders.class, RemembersHolders::new, "CLAIM-3", "HISTORY-5"),
        own(PlainInsertOfClaims.class, PlainInsertOfClaims::new, "CLAIM-4"),
        own(ReleasesAreMarked.class, ReleasesAreMarked::new, "CLAIM-5", "HISTORY-5"),
        own(ReleasesByPrefix.class, ReleasesByPrefix::new, "CLAIM-5", "HISTORY-5"),
        own(
            ReleasesWhatOthersHold.class,
            ReleasesWhatOthersHold::new,
            "CLAIM-6",
            "MODEL-3",
            "HISTORY-5"),
        own(ClaimsOneByOne.class, ClaimsOneByOne::new, "CLAIM-7", "MODEL-3", "HISTORY-5"),
        own(ReleasesBeforeItJudges.class, ReleasesBeforeItJudges::new, "CLAIM-7"),
        own(TruncationFreesClaims.class, TruncationFreesClaims::new, "CLAIM-9", "MODEL-3"));
  }

  private static List<FaultyStore> keys() {
    return List.of(
        keyed(FoldsCaseOfClaims.class, FoldsCaseOfClaims::new),
        keyed(TrimsClaims.class, TrimsClaims::new),
        keyed(NormalisesKeys.class, NormalisesKeys::new),
        keyed(JoinsSpaceAndValue.class, JoinsSpaceAndValue::new),
        FaultyStore.event(FeedSortsClaims.class, FeedSortsClaims::new, "CLAIM-10", "REPLAY-4"),
        FaultyStore.event(FeedWithoutReleases.class, FeedWithoutReleases::new, "CLAIM-10"));
  }

  private static List<FaultyStore> effects() {
    return List.of(
        FaultyStore.event(EffectsAreASet.class, EffectsAreASet::new, "EFFECT-1"),
        FaultyStore.event(EffectsByTarget.class, EffectsByTarget::new, "EFFECT-1"),
        FaultyStore.event(EffectsHangOnEvents.class, EffectsHangOnEvents::new, "EFFECT-2"),
        Backends.perRealm(
            EffectsBeforeJudgement.class, Outbox::new, EffectsBeforeJudgement::new, "EFFECT-3"),
        Backends.perRealm(
            DuplicatesAddEffects.class, Outbox::new, DuplicatesAddEffects::new, "EFFECT-4"));
  }

  private interface OwnClaims {
    EventStore wrap(MemoryEventStore store, Map<Claim, StreamId> table);
  }

  private static FaultyStore own(Class<?> type, OwnClaims wrap, String... killedBy) {
    return Backends.perRealm(type, OwnClaimsStore::newTable, wrap::wrap, killedBy);
  }

  private interface Keyed {
    EventStore wrap(MemoryEventStore store);
  }

  private static FaultyStore keyed(Class<?> type, Keyed wrap) {
    return FaultyStore.event(type, wrap::wrap, "CLAIM-8");
  }

  @Flaw("The claim is looked up first and taken afterwards, with nothing locked in between.")
  static final class ChecksThenClaims extends OwnClaimsStore {

    ChecksThenClaims(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    public CommitResult commit(Commit commit) {
      return judgeAndApply(commit);
    }
  }

  @Flaw("Claims are judged in the order in which they are locked.")
  static final class ClaimsSortedFirst extends OwnClaimsStore {

    ClaimsSortedFirst(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    Optional<CommitResult> judgeClaims(List<Claim> claims, StreamId stream) {
      return super.judgeClaims(
          claims.stream().sorted(Comparator.comparing(Claim::value)).toList(), stream);
    }
  }

  @Flaw("Claims are judged in front of the version.")
  static final class ClaimsBeforeVersion extends OwnClaimsStore {

    ClaimsBeforeVersion(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    Optional<CommitResult> judge(Commit commit) {
      boolean known = receipt(commit.stream(), commit.request()).isPresent();
      Optional<CommitResult> taken = judgeClaims(commit.claims(), commit.stream());
      return known || taken.isEmpty() ? super.judge(commit) : taken;
    }
  }

  @Flaw("A handle looks each key up once.")
  static final class RemembersHolders extends ForwardingEventStore {

    private final Map<Claim, Optional<StreamId>> found = new ConcurrentHashMap<>();

    RemembersHolders(MemoryEventStore store) {
      super(store);
    }

    @Override
    public Optional<StreamId> holder(Claim claim) {
      return found.computeIfAbsent(claim, super::holder);
    }
  }

  @Flaw("Claims are inserted under a unique key, which a stream's own row violates too.")
  static final class PlainInsertOfClaims extends OwnClaimsStore {

    PlainInsertOfClaims(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    Optional<CommitResult> judgeClaims(List<Claim> claims, StreamId stream) {
      for (Claim claim : claims) {
        StreamId holder = table.get(claim);
        if (holder != null) {
          return Optional.of(new CommitResult.ClaimTaken(claim, holder));
        }
      }
      return Optional.empty();
    }
  }

  @Flaw("A released key has no holder any more, but its row still blocks other streams.")
  static final class ReleasesAreMarked extends OwnClaimsStore {

    private static final StreamId NOBODY = new StreamId("nobody", "nobody");

    ReleasesAreMarked(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    void release(Claim claim, StreamId stream) {
      table.replace(claim, stream, NOBODY);
    }

    @Override
    public Optional<StreamId> holder(Claim claim) {
      return super.holder(claim).filter(holder -> !holder.equals(NOBODY));
    }
  }

  @Flaw("Releasing a key releases all keys of the stream in its space.")
  static final class ReleasesByPrefix extends OwnClaimsStore {

    ReleasesByPrefix(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    void release(Claim claim, StreamId stream) {
      table.keySet().stream()
          .filter(other -> other.space().equals(claim.space()))
          .toList()
          .forEach(other -> table.remove(other, stream));
    }
  }

  @Flaw("A key is deleted whoever holds it.")
  static final class ReleasesWhatOthersHold extends OwnClaimsStore {

    ReleasesWhatOthersHold(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    void release(Claim claim, StreamId stream) {
      table.remove(claim);
    }
  }

  @Flaw("Claims are taken one by one while they are judged, and stay when a later one is refused.")
  static final class ClaimsOneByOne extends OwnClaimsStore {

    ClaimsOneByOne(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    Optional<CommitResult> judgeClaims(List<Claim> claims, StreamId stream) {
      for (Claim claim : claims) {
        StreamId holder = table.putIfAbsent(claim, stream);
        if (holder != null && !holder.equals(stream)) {
          return Optional.of(new CommitResult.ClaimTaken(claim, holder));
        }
      }
      return Optional.empty();
    }
  }

  @Flaw("Keys are released before it is known whether the commit is applied.")
  static final class ReleasesBeforeItJudges extends OwnClaimsStore {

    ReleasesBeforeItJudges(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    CommitResult judgeAndApply(Commit commit) {
      commit.releases().forEach(claim -> release(claim, commit.stream()));
      return super.judgeAndApply(commit);
    }
  }

  @Flaw("Claims lie with the events that made them.")
  static final class TruncationFreesClaims extends OwnClaimsStore {

    TruncationFreesClaims(MemoryEventStore store, Map<Claim, StreamId> table) {
      super(store, table);
    }

    @Override
    public long truncate(StreamId stream, long before) {
      table.values().removeIf(stream::equals);
      return super.truncate(stream, before);
    }
  }

  /** Turns keys into others before they are compared. */
  abstract static class KeysChanged extends ForwardingEventStore {

    private final Map<Claim, Claim> originals = new ConcurrentHashMap<>();

    KeysChanged(MemoryEventStore store) {
      super(store);
    }

    abstract Claim changed(Claim claim);

    private Claim key(Claim claim) {
      Claim key = changed(claim);
      originals.put(key, claim);
      return key;
    }

    @Override
    public CommitResult commit(Commit commit) {
      Commit.Builder changed =
          Commit.to(commit.stream(), commit.request())
              .expecting(commit.expected())
              .events(commit.events())
              .responding(commit.response());
      commit.effects().forEach(changed::effect);
      commit.claims().forEach(claim -> changed.claim(key(claim)));
      commit.releases().forEach(claim -> changed.release(key(claim)));
      CommitResult result = super.commit(changed.build());
      if (result instanceof CommitResult.ClaimTaken taken) {
        Claim original = originals.getOrDefault(taken.claim(), taken.claim());
        return new CommitResult.ClaimTaken(original, taken.holder());
      }
      return result;
    }

    @Override
    public Optional<StreamId> holder(Claim claim) {
      return super.holder(changed(claim));
    }
  }

  @Flaw("Keys are compared without regard to case.")
  static final class FoldsCaseOfClaims extends KeysChanged {

    FoldsCaseOfClaims(MemoryEventStore store) {
      super(store);
    }

    @Override
    Claim changed(Claim claim) {
      return new Claim(claim.space(), claim.value().toLowerCase(Locale.ROOT));
    }
  }

  @Flaw("Keys lose the spaces at their end, as in columns of a fixed length.")
  static final class TrimsClaims extends KeysChanged {

    TrimsClaims(MemoryEventStore store) {
      super(store);
    }

    @Override
    Claim changed(Claim claim) {
      return new Claim(claim.space(), claim.value().stripTrailing());
    }
  }

  @Flaw("Keys are brought into a normal form of Unicode.")
  static final class NormalisesKeys extends KeysChanged {

    NormalisesKeys(MemoryEventStore store) {
      super(store);
    }

    @Override
    Claim changed(Claim claim) {
      return new Claim(claim.space(), Normalizer.normalize(claim.value(), Normalizer.Form.NFC));
    }
  }

  @Flaw("Space and value are joined to one text.")
  static final class JoinsSpaceAndValue extends KeysChanged {

    JoinsSpaceAndValue(MemoryEventStore store) {
      super(store);
    }

    @Override
    Claim changed(Claim claim) {
      return new Claim("claim", claim.space() + "/" + claim.value());
    }
  }

  /** Changes the commits that the feed shows. */
  abstract static class ShownOtherwise extends ForwardingEventStore {

    ShownOtherwise(MemoryEventStore store) {
      super(store);
    }

    abstract RecordedCommit shown(RecordedCommit commit);

    @Override
    public FeedSlice feed(int partition, Cursor after, int max, Duration wait) {
      FeedSlice slice = super.feed(partition, after, max, wait);
      List<RecordedCommit> commits = slice.commits().stream().map(this::shown).toList();
      return new FeedSlice(commits, slice.next(), slice.caughtUp(), slice.heldBackBy());
    }

    static RecordedCommit with(RecordedCommit commit, List<Effect> effects) {
      return new RecordedCommit(
          commit.receipt(),
          commit.events(),
          commit.truncated(),
          effects,
          commit.claims(),
          commit.releases());
    }

    static RecordedCommit with(RecordedCommit commit, List<Claim> claims, List<Claim> releases) {
      return new RecordedCommit(
          commit.receipt(),
          commit.events(),
          commit.truncated(),
          commit.effects(),
          claims,
          releases);
    }
  }

  @Flaw("The feed shows claims in the order of their keys.")
  static final class FeedSortsClaims extends ShownOtherwise {

    FeedSortsClaims(MemoryEventStore store) {
      super(store);
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      List<Claim> sorted =
          commit.claims().stream().sorted(Comparator.comparing(Claim::value)).toList();
      return with(commit, sorted, commit.releases());
    }
  }

  @Flaw("Releases leave no trace.")
  static final class FeedWithoutReleases extends ShownOtherwise {

    FeedWithoutReleases(MemoryEventStore store) {
      super(store);
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      return with(commit, commit.claims(), List.of());
    }
  }

  @Flaw("Two effects that are equal are kept once.")
  static final class EffectsAreASet extends ShownOtherwise {

    EffectsAreASet(MemoryEventStore store) {
      super(store);
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      return with(commit, commit.effects().stream().distinct().toList());
    }
  }

  @Flaw("Effects come in the order of their targets.")
  static final class EffectsByTarget extends ShownOtherwise {

    EffectsByTarget(MemoryEventStore store) {
      super(store);
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      return with(
          commit, commit.effects().stream().sorted(Comparator.comparing(Effect::target)).toList());
    }
  }

  @Flaw("Effects are found by way of the events.")
  static final class EffectsHangOnEvents extends ShownOtherwise {

    EffectsHangOnEvents(MemoryEventStore store) {
      super(store);
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      return commit.receipt().events() == 0 ? with(commit, List.of()) : commit;
    }
  }

  /** Effects by stream and request, in a table of their own. */
  static final class Outbox {

    private final Map<List<Object>, List<Effect>> effects = new HashMap<>();

    synchronized void add(Commit commit) {
      effects
          .computeIfAbsent(List.of(commit.stream(), commit.request()), key -> new ArrayList<>())
          .addAll(commit.effects());
    }

    synchronized RecordedCommit fill(RecordedCommit commit) {
      Receipt receipt = commit.receipt();
      return ShownOtherwise.with(
          commit, effects.getOrDefault(List.of(receipt.stream(), receipt.request()), List.of()));
    }
  }

  @Flaw("Effects are written before the commit is judged, and found again by its request.")
  static final class EffectsBeforeJudgement extends ShownOtherwise {

    private final Outbox outbox;

    EffectsBeforeJudgement(MemoryEventStore store, Outbox outbox) {
      super(store);
      this.outbox = outbox;
    }

    @Override
    public CommitResult commit(Commit commit) {
      if (receipt(commit.stream(), commit.request()).isEmpty()) {
        outbox.add(commit);
      }
      return super.commit(commit);
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      return outbox.fill(commit);
    }
  }

  @Flaw("Effects are written whenever the answer is not a refusal.")
  static final class DuplicatesAddEffects extends ShownOtherwise {

    private final Outbox outbox;

    DuplicatesAddEffects(MemoryEventStore store, Outbox outbox) {
      super(store);
      this.outbox = outbox;
    }

    @Override
    public CommitResult commit(Commit commit) {
      CommitResult result = super.commit(commit);
      if (result instanceof CommitResult.Committed || result instanceof CommitResult.Duplicate) {
        outbox.add(commit);
      }
      return result;
    }

    @Override
    RecordedCommit shown(RecordedCommit commit) {
      return outbox.fill(commit);
    }
  }
}
