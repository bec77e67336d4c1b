package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

  @Test
  void unpacksOnceAndMendsWhatACleanerTookAway(@TempDir Path temp) throws IOException {
    Path home = PostgresBinaries.unpackTo(temp, Progress.SILENT);
    List<Double> fractions = new ArrayList<>();
    Progress listener =
        new Progress() {
          @Override
          public void advanced(String what, double fraction) {
            fractions.add(fraction);
          }
        };
    PostgresBinaries.unpackTo(temp, listener);
    assertThat(fractions).isEmpty();

    Path taken = home.resolve("bin/initdb");
    Files.delete(taken);
    assertThat(PostgresBinaries.unpackTo(temp, listener)).isEqualTo(home);
    assertThat(taken).isExecutable();
    assertThat(fractions).isSorted().last().isEqualTo(1.0);
  }
}
