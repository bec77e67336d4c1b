package dev.assay.adapter.opensearch;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonString;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.Sort;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The language of the field {@code terms}: everything that a search asks of a document is one term
 * of it, or a range of terms.
 *
 * <pre>
 * path e          there is a value at the path, an object perhaps
 * path b0|b1      … false or true
 * path n number   … a number, as {@link NumberText} writes it
 * path s text     … a text; of a long one the first 900 bytes and the rest of that character
 * path l          … a long text
 * path h digest   … a long text, which has this digest
 * path w token    … a token of a text
 * path x digest   … a long token, which has this digest
 * </pre>
 *
 * <p>A path stands as the first half of a SHA-256 over its keys, so that a term is short however
 * long the keys are; two paths that share a digest would be taken for one another, and nobody will
 * live to see it. A text that was cut is longer than 900 bytes and one that was not is no longer,
 * so that they are never equal. Terms compare by their bytes in UTF-8, which is by code point.
 */
final class Terms {

  /**
   * The longest text, in bytes of UTF-8, that is a term as a whole: OpenSearch 2 refuses ranges
   * whose ends have more than a thousand.
   */
  static final int TEXT_BYTES = 900;

  static final char BOOLEAN = 'b';
  static final char EXISTS = 'e';
  static final char LONG_DIGEST = 'h';
  static final char LONG = 'l';
  static final char NUMBER = 'n';
  static final char TEXT = 's';
  static final char TOKEN = 'w';
  static final char LONG_TOKEN = 'x';

  private static final byte[] ROOT = new byte[32];
  private static final int PATH_BYTES = 16;

  private Terms() {}

  /** Returns how a path is written. */
  static String path(Path path) {
    byte[] at = root();
    for (String key : path.keys()) {
      at = below(at, key);
    }
    return path(at);
  }

  static byte[] root() {
    return ROOT.clone();
  }

  // Each level digests the one above it: the time does not grow with the length of the paths.
  static byte[] below(byte[] parent, String key) {
    MessageDigest sha256 = sha256();
    sha256.update(parent);
    return sha256.digest(bytes(key));
  }

  static String path(byte[] digest) {
    return base64(java.util.Arrays.copyOf(digest, PATH_BYTES));
  }

  static String exists(String path) {
    return path + EXISTS;
  }

  /** Returns the term of a text, number or boolean that every equal value has, and no other. */
  static String equal(String path, Json value) {
    if (value instanceof JsonNumber number) {
      return path + NUMBER + NumberText.of(number.value());
    }
    if (value instanceof JsonBoolean truth) {
      return path + BOOLEAN + (truth.value() ? '1' : '0');
    }
    String text = ((JsonString) value).value();
    return isLong(text) ? path + LONG_DIGEST + digest(text) : path + TEXT + text;
  }

  static String token(String path, String token) {
    return isLong(token) ? path + LONG_TOKEN + digest(token) : path + TOKEN + token;
  }

  static boolean isLong(String text) {
    // No char takes more than three bytes.
    return text.length() * 3L > TEXT_BYTES && bytes(text).length > TEXT_BYTES;
  }

  /** Returns a text as it stands behind {@code s}. */
  static String cut(String text) {
    if (!isLong(text)) {
      return text;
    }
    int length = 0;
    int at = 0;
    while (length <= TEXT_BYTES) {
      int c = text.codePointAt(at);
      length += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
      at += Character.charCount(c);
    }
    return text.substring(0, at);
  }

  /**
   * Returns what a view is sorted by for a value: booleans before numbers before texts. What counts
   * of a text has at most 32,000 bytes, which is as much as a term of the server bears.
   */
  static String sortable(Json value) {
    if (value instanceof JsonNumber number) {
      return NUMBER + NumberText.of(number.value());
    }
    if (value instanceof JsonBoolean truth) {
      return BOOLEAN + (truth.value() ? "1" : "0");
    }
    return TEXT + ((JsonString) Sort.counting(value)).value();
  }

  /** Returns the digest of any text, in 43 characters that every name may hold. */
  static String digest(String text) {
    return base64(sha256().digest(bytes(text)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
