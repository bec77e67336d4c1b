package dev.assay.adapter.redis;

import dev.assay.spi.Realm;
import dev.assay.spi.view.ViewKey;

/**
 * The keys of a realm. The realm stands in braces, which makes it the hash tag: on a cluster all
 * keys of a realm lie in one slot, so that one script may touch them together.
 *
 * <p>Names are kept readable. What has a meaning in keys, in hash tags or in the patterns of {@code
 * SCAN} is percent-encoded, so that different names never share a key and a pattern never matches a
 * foreign one.
 */
final class RedisSchema {

  private static final String SPECIAL = "%{}:*?[]\\^";

  private final String realm;

  RedisSchema(String prefix, Realm realm) {
    this.realm = prefix + ":{" + encode(realm.name()) + "}:";
  }

  /** Returns the hash of names, and of the number of the last generation under the empty name. */
  String names() {
    return realm + "names";
  }

  /** Returns the hash of cursors. */
  String cursors() {
    return realm + "cursors";
  }

  /** Returns the hash of what was dropped and is yet to be erased. */
  String dropped() {
    return realm + "dropped";
  }

  /** Returns the hash of a view; it is also the channel on which its writes are told. */
  String view(ViewKey key) {
    return realm + "view:" + encode(key.collection()) + ":" + encode(key.id());
  }

  /** Returns the pattern of all views of a collection. */
  String viewsOf(String collection) {
    return realm + "view:" + encode(collection) + ":*";
  }

  /** Returns the pattern of all views. */
  String allViews() {
    return realm + "view:*";
  }

  /** Returns the field of a cursor. */
  static String cursor(String projection, int partition) {
    return partition + " " + projection;
  }

  private static String encode(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (SPECIAL.indexOf(c) >= 0) {
        out.append('%').append(Integer.toHexString(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
