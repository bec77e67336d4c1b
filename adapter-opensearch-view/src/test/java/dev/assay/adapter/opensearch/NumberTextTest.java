package dev.assay.adapter.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Numbers as text sort as numbers do. */
class NumberTextTest {

  private final Random random = new Random(7);

  @Test
  void sortsAsNumbersDo() {
    List<BigDecimal> numbers =
        Stream.concat(
                Stream.of("0", "1", "-1", "10", "-10", "12", "-12", "9e1000", "-9e1000", "9e-1000")
                    .map(BigDecimal::new),
                Stream.generate(this::number).limit(400))
            .toList();
    for (BigDecimal a : numbers) {
      for (BigDecimal b : numbers) {
        assertThat(Integer.signum(NumberText.of(a).compareTo(NumberText.of(b))))
            .as("%s and %s", a, b)
            .isEqualTo(Integer.signum(a.compareTo(b)));
      }
    }
  }

  private BigDecimal number() {
    String digits = String.valueOf(random.nextInt(random.nextBoolean() ? 20 : 100_000));
    return new BigDecimal(
        (random.nextBoolean() ? "-" : "") + digits + "e" + (random.nextInt(9) - 4));
  }

  @Test
  void equalNumbersAreOneText() {
    assertThat(NumberText.of(new BigDecimal("100")))
        .isEqualTo(NumberText.of(new BigDecimal("1e2")));
    assertThat(NumberText.of(new BigDecimal("0.00"))).isEqualTo("1");
    assertThat(NumberText.of(new BigDecimal("120"))).isEqualTo("2300212");
    assertThat(NumberText.of(new BigDecimal("-120"))).isEqualTo("0699787~");
  }
}
