package dev.assay.tck.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.junit.jupiter.api.Test;

/** Proves that properties are tried as often as asked, repeatably, and shrink what fails. */
final class PropertyTest {

  private static List<Integer> tried(long seed) {
    List<Integer> values = new ArrayList<>();
    Property.forAll(Arbitraries.integers(), 50, seed, values::add);
    return values;
  }

  @Test
  void sameSeedTriesTheSameValues() {
    assertThat(tried(7)).hasSize(50).isEqualTo(tried(7)).isNotEqualTo(tried(8));
  }

  @Test
  void failureShowsTheSmallestValueAndTheSeed() {
    Arbitrary<List<Integer>> lists = Arbitraries.integers().between(0, 1000).list().ofMaxSize(50);
    assertThatThrownBy(
            () -> Property.forAll(lists, 500, 42, list -> assertThat(list).allMatch(n -> n < 500)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[500]")
        .hasMessageContaining("seed of the values 42");
  }
}
