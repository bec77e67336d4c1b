package dev.assay.adapter.dynamodb;

import dev.assay.spi.event.Event;
import dev.assay.spi.event.RecordedEvent;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The size of items by DynamoDB's published rules: names and texts in UTF-8, a number by its
 * significant digits, true, false and null one byte, a list or map three bytes and one for each
 * element.
 */
final class ItemSize {

  /** What a unit of capacity covers. */
  enum Unit {
    /** Of a write: 1 KiB. */
    WRITE(1024),
    /** Of a strongly consistent read: 4 KiB. */
    READ(4096);

    private final long bytes;

    Unit(long bytes) {
      this.bytes = bytes;
    }

    /** Returns how many units cover some bytes; at least one. */
    long of(long size) {
      return Math.max(1, (size + bytes - 1) / bytes);
    }
  }

  private ItemSize() {}

  /** Returns the bytes of an item. */
  static long of(Map<String, AttributeValue> item) {
    long bytes = 0;
    for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
      bytes += utf8(attribute.getKey()) + of(attribute.getValue());
    }
    return bytes;
  }

  private static long of(AttributeValue value) {
    return switch (value.type()) {
      case S -> utf8(value.s());
      case N -> number(value.n());
      case B -> value.b().asByteArrayUnsafe().length;
      case SS -> value.ss().stream().mapToLong(ItemSize::utf8).sum();
      case NS -> value.ns().stream().mapToLong(ItemSize::number).sum();
      case BS -> value.bs().stream().mapToLong(bytes -> bytes.asByteArrayUnsafe().length).sum();
      case L -> 3 + value.l().stream().mapToLong(element -> 1 + of(element)).sum();
      case M -> 3 + value.m().size() + of(value.m());
      default -> 1;
    };
  }

  // Two digits a byte, without zeros in front and at the end, and one byte for the exponent.
  private static long number(String text) {
    String digits = text.replaceFirst("[eE].*", "").replaceAll("[-+.]", "");
    String significant = digits.replaceFirst("^0+", "").replaceFirst("0+$", "");
    return 1L + (significant.length() + 1) / 2 + (text.startsWith("-") ? 1 : 0);
  }

  /** Returns the bytes of a text in UTF-8, of which each half of a surrogate pair makes two. */
  static long utf8(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  /** Returns the bytes of an event's own content. */
  static long of(RecordedEvent recorded) {
    Event event = recorded.event();
    return utf8(event.type()) + utf8(event.data().toString()) + utf8(event.metadata().toString());
  }
}
