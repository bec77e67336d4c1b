package dev.assay.adapter.dynamodb;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The primary key of an item.
 *
 * @param pk the partition key
 * @param sk the sort key
 */
record ItemKey(String pk, String sk) {

  static final String PK = "pk";
  static final String SK = "sk";

  /** Returns the key of an item that was read. */
  static ItemKey of(Map<String, AttributeValue> item) {
    AttributeValue pk = item.get(PK);
    AttributeValue sk = item.get(SK);
    if (pk == null || sk == null) {
      throw new IllegalArgumentException("an item without a key");
    }
    return new ItemKey(pk.s(), sk.s());
  }

  Map<String, AttributeValue> toMap() {
    return Map.of(PK, AttributeValue.fromS(pk), SK, AttributeValue.fromS(sk));
  }

  /**
   * Writes one part of a key such that the parts of keys never run together: a slash inside it
   * becomes {@code %2F}, a percent sign {@code %25}. A part of 200 code points takes no more than
   * 800 bytes.
   */
  static String part(String text) {
    return text.indexOf('%') < 0 && text.indexOf('/') < 0
        ? text
        : text.replace("%", "%25").replace("/", "%2F");
  }

  @Override
  public String toString() {
    return pk + " " + sk;
  }
}
