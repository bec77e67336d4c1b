package dev.assay.adapter.postgres;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.Tokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What is stored beside a document so that it can be found: how deep its arrays nest, and a digest
 * for each token of each text. A digest is the first half of a SHA-256, over the keys of the path
 * and the token, so that it is short whatever they are, and none equals another by accident.
 *
 * @param nesting how many arrays lie directly in each other at most; 0 without arrays
 * @param tokens the digests
 */
record ViewIndex(int nesting, Set<UUID> tokens) {

  private static final byte[] ROOT = new byte[32];

  /** Takes a document apart. */
  static ViewIndex of(JsonObject document) {
    Walk walk = new Walk();
    walk.visit(document, ROOT, 0);
    return new ViewIndex(walk.nesting, walk.tokens);
  }

  /** Returns the digest of a token at a path. */
  static UUID digest(Path path, String token) {
    byte[] at = ROOT;
    for (String key : path.keys()) {
      at = below(at, key);
    }
    return digest(at, token);
  }

  /** Returns the digests as the text of an array of {@code uuid}. */
  String literal() {
    StringBuilder out = new StringBuilder("{");
    tokens.forEach(token -> out.append(out.length() == 1 ? "" : ",").append(token));
    return out.append('}').toString();
  }

  // Each level digests the one above it: the time does not grow with the length of the paths.
  private static byte[] below(byte[] parent, String key) {
    return sha256(parent, key);
  }

  private static UUID digest(byte[] path, String token) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(path, token));
    return new UUID(hash.getLong(), hash.getLong());
  }

  private static byte[] sha256(byte[] first, String second) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(first);
      return digest.digest(second.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static final class Walk {
    private final Set<UUID> tokens = new LinkedHashSet<>();
    private int nesting;

    void visit(Json json, byte[] path, int arrays) {
      nesting = Math.max(nesting, arrays);
      if (json instanceof JsonArray array) {
        array.forEach(element -> visit(element, path, arrays + 1));
        nesting = Math.max(nesting, arrays + 1);
      } else if (json instanceof JsonObject object) {
        object.members().forEach((key, value) -> visit(value, below(path, key), 0));
      } else if (json instanceof JsonString text) {
        Tokens.of(text.value()).forEach(token -> tokens.add(digest(path, token)));
      }
    }
  }
}
