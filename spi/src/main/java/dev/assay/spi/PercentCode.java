package dev.assay.spi;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encodes and decodes the parts of a URI by RFC 3986, strictly in UTF-8. */
final class PercentCode {

  private static final String PLAIN = "-._~!$'()*";
  private static final String HEX = "0123456789ABCDEF";

  private PercentCode() {}

  /** Encodes all but letters, digits, what stands for itself everywhere, and {@code besides}. */
  static String encode(String text, String besides) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> encode(c, besides, out));
    return out.toString();
  }

  /**
   * Decodes; {@code +} stands for itself.
   *
   * @throws IllegalArgumentException if an escape is broken or not UTF-8
   */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c == '%') {
        bytes.write(octet(text, i + 1));
        i += 3;
      } else {
        bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(c);
      }
    }
    return utf8(bytes.toByteArray());
  }

  private static void encode(int c, String besides, StringBuilder out) {
    if (PLAIN.indexOf(c) >= 0 || besides.indexOf(c) >= 0 || Character.isLetterOrDigit(c)) {
      out.appendCodePoint(c);
      return;
    }
    for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
      out.append('%').append(HEX.charAt((octet >> 4) & 0xF)).append(HEX.charAt(octet & 0xF));
    }
  }

  private static int octet(String text, int at) {
    int high = at + 1 < text.length() ? hex(text.charAt(at)) : -1;
    int low = at + 1 < text.length() ? hex(text.charAt(at + 1)) : -1;
    if (high < 0 || low < 0) {
      throw broken();
    }
    return high * 16 + low;
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw broken();
    }
  }

  // Without the text: it may be a password.
  private static IllegalArgumentException broken() {
    return new IllegalArgumentException(
        "The store URI has a broken percent escape; write a percent sign as %25");
  }
}
