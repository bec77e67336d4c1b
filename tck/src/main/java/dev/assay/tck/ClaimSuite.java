package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Claims;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitOutcome;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedCommit;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.event.Truncation;
import dev.assay.tck.race.Outcome;
import dev.assay.tck.race.Race;
import dev.assay.tck.rule.Requires;
import dev.assay.tck.rule.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules about business keys that are unique in a realm. */
@Requires(Capability.CLAIMS)
public abstract class ClaimSuite extends EventStoreSuite {

  /** Rounds of racing claimers. */
  static final int ROUNDS = 25;

  private static final int CLAIMERS = 8;

  /** For the subclass that names the fixture. */
  protected ClaimSuite() {}

  @Test
  @Rule("CLAIM-1")
  void exactlyOneOfRacingClaimersWins() {
    List<EventStore> handles = List.of(store(), another());
    for (int round = 0; round < ROUNDS; round++) {
      raceForOneClaim(handles);
    }
    evidence("rounds", ROUNDS);
    evidence("claimers", CLAIMERS);
  }

  /** One round, apart, so that the kit's own tests can measure what it catches. */
  final void raceForOneClaim(List<EventStore> handles) {
    Claim claim = claim();
    List<Commit> commits = claimers(claim, CLAIMERS);
    List<CommitResult> results =
        Race.of(CLAIMERS).run(i -> handles.get(i % 2).commit(commits.get(i))).stream()
            .map(Outcome::value)
            .toList();
    assertOneWins(claim, results);
  }

  @Test
  @Rule("CLAIM-1")
  void exactlyOneOfManyCommitsInOneCallWins() {
    Claim claim = claim();
    assertOneWins(claim, store().commitAll(claimers(claim, CLAIMERS)));
  }

  @Test
  @Rule("CLAIM-2")
  void theFirstTakenClaimOfTheListIsNamed() {
    List<Claim> claims = List.of(claim(), claim(), claim(), claim(), claim());
    StreamId second = stream();
    StreamId fourth = stream();
    claim(fourth, claims.get(3));
    claim(second, claims.get(1));
    List<Claim> backwards = new ArrayList<>(claims);
    Collections.reverse(backwards);
    assertThat(store().commit(claiming(stream(), claims)))
        .isEqualTo(new CommitResult.ClaimTaken(claims.get(1), second));
    assertThat(store().commit(claiming(stream(), backwards)))
        .isEqualTo(new CommitResult.ClaimTaken(claims.get(3), fourth));
  }

  @Test
  @Rule("CLAIM-2")
  void theVersionIsJudgedBeforeTheClaims() {
    Claim taken = claim();
    claim(stream(), taken);
    StreamId stream = stream();
    append(stream, 2);
    Commit late = to(stream).expecting(ExpectedVersion.exactly(1)).claim(taken).build();
    assertThat(store().commit(late)).isEqualTo(new CommitResult.VersionConflict(2));
    Commit missing = to(stream()).expecting(ExpectedVersion.exists()).claim(taken).build();
    assertThat(store().commit(missing)).isEqualTo(new CommitResult.VersionConflict(0));
  }

  @Test
  @Rule("CLAIM-2")
  void theRequestIsJudgedBeforeTheClaims() {
    Claim taken = claim();
    claim(stream(), taken);
    StreamId stream = stream();
    Commit first = to(stream).events(events(1)).build();
    Receipt receipt = committed(store().commit(first));
    Commit again = Commit.to(stream, first.request()).events(events(1)).claim(taken).build();
    assertThat(store().commit(again)).isEqualTo(new CommitResult.Duplicate(receipt));
  }

  @Test
  @Rule("CLAIM-3")
  void theHolderCanBeLookedUp() {
    Claim claim = claim();
    EventStore other = another();
    assertHolder(claim);
    StreamId stream = stream();
    claim(stream, claim);
    assertThat(holders(other).holder(claim)).as("holder by another handle").contains(stream);
    assertThat(holders(store()).holder(claim)).contains(stream);
    other.close();
    assertThat(holders(another()).holder(claim)).as("holder after reopening").contains(stream);
  }

  @Test
  @Rule("CLAIM-4")
  void aStreamMayClaimAgainWhatItHolds() {
    Claim claim = claim();
    StreamId stream = stream();
    claim(stream, claim);
    assertThat(claim(stream, claim).after()).isEqualTo(2);
    committed(store().commit(to(stream).claim(claim).claim(claim()).build()));
    assertHolder(claim, stream);
    assertTaken(claim, stream);
  }

  @Test
  @Rule("CLAIM-5")
  void aReleasedKeyCanBeClaimedByAnother() {
    Claim released = claim();
    Claim kept = claim();
    StreamId first = stream();
    committed(store().commit(claiming(first, List.of(released, kept))));
    committed(store().commit(to(first).events(events(1)).release(released).build()));
    assertHolder(released);
    StreamId second = stream();
    claim(second, released);
    assertHolder(released, second);
    assertHolder(kept, first);
    assertTaken(kept, first);
  }

  @Test
  @Rule("CLAIM-5")
  void aCommitWithoutEventsClaimsAndReleases() {
    Claim claim = claim();
    StreamId first = stream();
    committed(store().commit(to(first).claim(claim).build()));
    assertHolder(claim, first);
    assertTaken(claim, first);
    committed(store().commit(to(first).release(claim).build()));
    assertHolder(claim);
    claim(first, claim);
    assertHolder(claim, first);
  }

  @Test
  @Rule("CLAIM-5")
  void oneCommitReleasesOneKeyAndClaimsAnother() {
    Claim old = new Claim("email", "ada@example.org");
    Claim fresh = new Claim("email", "ada@example.com");
    StreamId stream = stream();
    claim(stream, old);
    committed(store().commit(to(stream).events(events(1)).release(old).claim(fresh).build()));
    assertHolder(old);
    assertHolder(fresh, stream);
  }

  @Test
  @Rule("CLAIM-6")
  void releasingWhatNobodyHoldsDoesNothing() {
    Claim claim = claim();
    StreamId stream = stream();
    Commit release = to(stream).events(events(1)).release(claim).build();
    assertThat(committed(store().commit(release)).after()).isEqualTo(1);
    assertHolder(claim);
  }

  @Test
  @Rule("CLAIM-6")
  void releasingWhatAnotherHoldsDoesNothing() {
    Claim claim = claim();
    StreamId holder = stream();
    claim(holder, claim);
    committed(store().commit(to(stream()).events(events(1)).release(claim).build()));
    assertHolder(claim, holder);
    assertTaken(claim, holder);
  }

  @Test
  @Rule("CLAIM-7")
  void aVersionConflictChangesNoClaim() {
    StreamId stream = stream();
    Claim held = claim();
    claim(stream, held);
    Claim wanted = claim();
    Commit refused =
        to(stream)
            .expecting(ExpectedVersion.exactly(7))
            .events(events(1))
            .claim(wanted)
            .release(held)
            .build();
    conflict(store().commit(refused));
    assertHolder(wanted);
    assertHolder(held, stream);
    claim(stream(), wanted);
  }

  @Test
  @Rule("CLAIM-7")
  void aTakenClaimChangesNoOtherClaim() {
    Claim before = claim();
    Claim taken = claim();
    Claim behind = claim();
    Claim held = claim();
    StreamId stream = stream();
    claim(stream(), taken);
    claim(stream, held);
    Commit refused =
        to(stream).events(events(1)).claim(before).claim(taken).claim(behind).release(held).build();
    assertThat(store().commit(refused)).isInstanceOf(CommitResult.ClaimTaken.class);
    assertHolder(before);
    assertHolder(behind);
    assertHolder(held, stream);
    assertThat(head(stream)).as("version after the refusal").isEqualTo(1);
    assertThat(store().receipt(stream, refused.request())).as("receipt").isEmpty();
    claim(stream(), before);
  }

  @Test
  @Rule("CLAIM-7")
  void aDuplicateChangesNoClaim() {
    Claim held = claim();
    Claim wanted = claim();
    StreamId stream = stream();
    Commit first = to(stream).events(events(1)).claim(held).build();
    committed(store().commit(first));
    Commit again = Commit.to(stream, first.request()).claim(wanted).release(held).build();
    duplicate(store().commit(again));
    assertHolder(wanted);
    assertHolder(held, stream);
  }

  @Test
  @Rule("CLAIM-7")
  void aRepeatedRequestDoesNotTakeBackWhatWasReleasedSince() {
    Claim claim = claim();
    StreamId first = stream();
    Commit claiming = to(first).events(events(1)).claim(claim).build();
    committed(store().commit(claiming));
    committed(store().commit(to(first).release(claim).build()));
    StreamId second = stream();
    claim(second, claim);
    duplicate(store().commit(claiming));
    assertHolder(claim, second);
  }

  @Test
  @Rule("CLAIM-8")
  void keysAreComparedByCodePoint() {
    List<Claim> alike = new ArrayList<>();
    for (String value : LookAlikes.TEXTS) {
      alike.add(new Claim("email", value));
      alike.add(new Claim(value, "email"));
    }
    alike.addAll(LookAlikes.claimsThatJoinAlike());
    Map<Claim, StreamId> holders = new HashMap<>();
    for (Claim claim : alike) {
      StreamId stream = stream();
      claim(stream, claim);
      holders.put(claim, stream);
    }
    holders.forEach(this::assertHolder);
  }

  @Test
  @Rule("CLAIM-9")
  @Requires(Capability.TRUNCATION)
  void claimsSurviveTruncation() {
    Claim claim = claim();
    StreamId stream = stream();
    claim(stream, claim);
    append(stream, 3);
    long retained = capability(Truncation.class).truncate(stream, Long.MAX_VALUE);
    assertThat(retained).as("first retained version").isEqualTo(5);
    assertHolder(claim, stream);
    assertTaken(claim, stream);
    committed(store().commit(to(stream).release(claim).build()));
    claim(stream(), claim);
  }

  @Test
  @Rule("CLAIM-10")
  void theFeedShowsClaimsAndReleases() {
    Claim first = new Claim("email", "zoe@example.org");
    Claim second = new Claim("email", "ada@example.org");
    Claim unheld = claim();
    StreamId stream = stream();
    Receipt claimed = committed(store().commit(claiming(stream, List.of(first, second))));
    Receipt changed =
        committed(store().commit(to(stream).claim(first).release(unheld).release(second).build()));
    assertClaims(claimed, List.of(first, second), List.of());
    assertClaims(changed, List.of(first), List.of(unheld, second));
    assertClaims(append(stream, 1), List.of(), List.of());
  }

  private void assertClaims(Receipt receipt, List<Claim> claims, List<Claim> releases) {
    RecordedCommit shown = Feeds.find(store(), receipt);
    assertThat(shown.claims()).as("claims").isEqualTo(claims);
    assertThat(shown.releases()).as("releases").isEqualTo(releases);
  }

  private Claim claim() {
    return new Claim("email", name("ada") + "@example.org");
  }

  private Claims holders(EventStore handle) {
    return capability(Claims.class, handle);
  }

  private Commit claiming(StreamId stream, List<Claim> claims) {
    Commit.Builder commit = to(stream).events(events(1));
    claims.forEach(commit::claim);
    return commit.build();
  }

  private Receipt claim(StreamId stream, Claim claim) {
    return committed(store().commit(claiming(stream, List.of(claim))));
  }

  private List<Commit> claimers(Claim claim, int count) {
    List<Commit> commits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      commits.add(claiming(stream(), List.of(claim)));
    }
    return commits;
  }

  private void assertOneWins(Claim claim, List<? extends CommitOutcome> results) {
    List<StreamId> winners =
        results.stream()
            .filter(CommitResult.Committed.class::isInstance)
            .map(result -> committed(result).stream())
            .toList();
    assertThat(winners).as("winners of %s", claim).hasSize(1);
    assertThat(results.stream().filter(result -> !(result instanceof CommitResult.Committed)))
        .hasSize(results.size() - 1)
        .allMatch(new CommitResult.ClaimTaken(claim, winners.get(0))::equals, "names the winner");
    assertHolder(claim, winners.get(0));
  }

  private void assertHolder(Claim claim, StreamId... stream) {
    assertThat(holders(store()).holder(claim).stream())
        .as("holder of %s", claim)
        .containsExactly(stream);
  }

  private void assertTaken(Claim claim, StreamId holder) {
    assertThat(store().commit(claiming(stream(), List.of(claim))))
        .isEqualTo(new CommitResult.ClaimTaken(claim, holder));
  }
}
