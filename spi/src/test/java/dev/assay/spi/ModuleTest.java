package dev.assay.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Proves that who uses the SPI gets the SPI and nothing else. */
final class ModuleTest {

  @Test
  void atRunTimeTheModuleNeedsTheJdkOnly() throws IOException {
    assertThat(
            descriptor().requires().stream()
                .filter(needed -> !needed.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name))
        .containsExactly("java.base");
  }

  @Test
  void everythingButTheInternalsIsExported() throws IOException {
    assertThat(descriptor().exports().stream().map(Exports::source).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(
            "dev.assay.spi", "dev.assay.spi.event", "dev.assay.spi.json", "dev.assay.spi.view");
  }

  @Test
  void theSpecificationTravelsWithTheModule() throws IOException {
    try (InputStream spec = Limit.class.getResourceAsStream("SPEC.md")) {
      assertThat(spec).isNotNull();
    }
  }

  @Test
  void theSpecificationStatesEveryLimitWithItsFloor() throws IOException {
    String spec = Files.readString(Path.of("SPEC.md"));
    for (Limit limit : Limit.values()) {
      assertThat(spec).contains("| `%s` | %d |".formatted(limit, limit.floor()));
    }
  }

  private static ModuleDescriptor descriptor() throws IOException {
    try (InputStream in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
      return ModuleDescriptor.read(in);
    }
  }
}
