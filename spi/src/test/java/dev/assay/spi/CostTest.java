package dev.assay.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class CostTest {

  private static final Cost SILENT = new Cost(OptionalDouble.empty(), 0, OptionalDouble.of(2), 1);

  @Test
  void readingsAreAddedAndTakenApart() {
    assertThat(Cost.of(3, 2, 1).plus(Cost.of(1, 1, 0.5))).isEqualTo(Cost.of(4, 3, 1.5));
    assertThat(Cost.of(4, 3, 1.5).minus(Cost.of(1, 1, 0.5))).isEqualTo(Cost.of(3, 2, 1));
    assertThat(SILENT.plus(Cost.of(1, 1, 1)).told()).isEmpty();
  }

  @Test
  void serverAndFormulaMayDiffer() {
    assertThat(Cost.of(3, 2, 1).disputed()).isTrue();
    assertThat(Cost.of(2, 2, 1).disputed()).isFalse();
    assertThat(SILENT.disputed()).isFalse();
    assertThat(new Cost(OptionalDouble.of(1), 1, OptionalDouble.of(2), 1).disputed()).isFalse();
  }

  @Test
  void whatWasUsedIsToldOrElseByTheFormula() {
    assertThat(Cost.of(3, 2, 1).used()).hasValue(3);
    assertThat(Cost.of(2, 3, 1).used()).hasValue(3);
    assertThat(SILENT.used()).hasValue(2);
    assertThat(new Cost(OptionalDouble.of(1), 1, OptionalDouble.of(2), 1).used()).hasValue(2);
  }

  @Test
  void figuresAreNeverNegative() {
    assertThatThrownBy(() -> Cost.of(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Cost.of(0, 0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
