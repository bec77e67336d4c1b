package dev.assay.adapter.opensearch;

import dev.assay.spi.view.ViewKey;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * Ids of documents. A name stands behind {@code :} as it is, or, where it is too long for the
 * server's 512 bytes, as a digest behind {@code #}.
 */
final class Ids {

  private static final int MOST_BYTES = 512;

  private Ids() {}

  /** Returns 22 characters that were never used before: a generation or an attempt. */
  static String fresh() {
    UUID uuid = UUID.randomUUID();
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(uuid.getMostSignificantBits())
            .putLong(uuid.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String realm(String name) {
    return id("realm", name);
  }

  /** Generations are of one length, so that no two views share an id. */
  static String view(String generation, ViewKey key) {
    return id(generation, key.id());
  }

  static String cursor(String generation, String projection, int partition) {
    return id("cursor " + generation + " " + partition, projection);
  }

  private static String id(String prefix, String name) {
    String plain = prefix + ":" + name;
    return Terms.bytes(plain).length <= MOST_BYTES ? plain : prefix + "#" + Terms.digest(name);
  }
}
