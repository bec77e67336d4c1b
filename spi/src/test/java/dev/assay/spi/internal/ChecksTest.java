package dev.assay.spi.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the shared checks against plain definitions. */
final class ChecksTest {

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            0x41, 0x42, 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF)
        .list()
        .ofMaxSize(5)
        .map(list -> list.stream().map(Character::toString).reduce("", String::concat));
  }

  @Property(tries = 3000)
  void textsCompareByCodePoint(@ForAll("texts") String a, @ForAll("texts") String b) {
    int expected = Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    assertThat(Integer.signum(Checks.compareByCodePoint(a, b))).isEqualTo(Integer.signum(expected));
  }

  @Property
  void theLengthIsThatOfUtf8(@ForAll("texts") String text) {
    assertThat(Checks.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0000", "a\nb", "\u007f", "\u0085", "a\uD800", "\uDC00a"})
  void whatIsNoIdIsRefused(String text) {
    assertThatThrownBy(() -> Checks.id("stream id", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("stream id must");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a ", "'; --", "%", "\u00a0", "\u2028", "\ufeff", "😀", "e\u0301"})
  void everyOtherTextIsAnId(String text) {
    assertThat(Checks.id("id", text)).isEqualTo(text);
  }

  @Test
  void boundsAreInclusive() {
    assertThat(Checks.atLeast("n", 1, 1)).isEqualTo(1);
    assertThatThrownBy(() -> Checks.atLeast("n", 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("n must be at least 1, but is 0");
  }
}
