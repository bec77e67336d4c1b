package dev.assay.adapter.postgres;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The keys of the advisory locks, which all versions of this adapter must agree on: a CRC-32 of the
 * realm's number and the name. Two names with the same key wait for each other and nothing worse.
 */
final class LockKeys {

  private LockKeys() {}

  static int stream(int realm, StreamId stream) {
    return key(realm, stream.type(), stream.id());
  }

  /** Returns the keys of the streams of commits: sorted and distinct. */
  static List<Integer> streams(int realm, List<PreparedCommit> commits) {
    return commits.stream()
        .map(one -> stream(realm, one.commit().stream()))
        .sorted()
        .distinct()
        .toList();
  }

  /** Returns the keys of everything that commits claim or release: sorted and distinct. */
  static List<Integer> claims(int realm, List<PreparedCommit> commits) {
    return commits.stream()
        .map(PreparedCommit::commit)
        .filter(Commit::touchesClaims)
        .flatMap(commit -> Stream.concat(commit.claims().stream(), commit.releases().stream()))
        .map(claim -> claim(realm, claim))
        .sorted()
        .distinct()
        .toList();
  }

  private static int claim(int realm, Claim claim) {
    return key(realm, claim.space(), claim.value());
  }

  private static int key(int realm, String first, String second) {
    CRC32 crc = new CRC32();
    crc.update((realm + "\n" + first + "\n" + second).getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }
}
