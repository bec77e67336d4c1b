package dev.assay.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the directions in which modules may see each other. */
final class ArchitectureTest {

  private static final String ADAPTERS = "dev.assay.adapter.";

  /** Every adapter with the packages of its driver: what it may see besides the JDK and the SPI. */
  private static final Map<String, List<String>> DRIVERS =
      Map.of(
          "memory", List.of(),
          "postgres", List.of("org.postgresql..", "com.zaxxer.hikari.."),
          "dynamodb", List.of("software.amazon.awssdk.."),
          "cassandra", List.of("com.datastax.oss.driver.."),
          "redis", List.of("io.lettuce.."),
          "opensearch", List.of("org.opensearch.client..", "org.apache.hc.."));

  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.assay");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spi",
        "tck",
        "testbed",
        "adapter-memory",
        "selftest",
        "adapter-postgres",
        "adapter-dynamodb",
        "adapter-cassandra",
        "adapter-redis-view",
        "adapter-opensearch-view",
        "cli"
      })
  void everyCompiledClassOfTheModuleIsAnalysed(String module) throws IOException {
    List<String> compiled = compiledClasses(Path.of("..", module, "target", "classes"));
    assertThat(compiled).isNotEmpty().allMatch(CODE::contain);
  }

  @Test
  void spiSeesNothingButTheJdkAndNullnessAnnotations() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.assay.spi..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.assay.spi..", "java..", "org.jspecify.annotations.."));
  }

  @Test
  void tckSeesNeitherAdapterNorTestbedNorCommandLine() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.assay.tck..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                ADAPTERS + ".",
                "dev.assay.testbed..",
                "dev.assay.selftest..",
                "dev.assay.engine..",
                "dev.assay.cli.."));
  }

  @Test
  void selftestSeesTheKitTheReferenceAndTheServersOnly() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.assay.selftest..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                "dev.assay.selftest..",
                "dev.assay.spi..",
                "dev.assay.tck..",
                "dev.assay.testbed..",
                ADAPTERS + "memory..",
                "java..",
                "javax..",
                "com.samskivert.mustache..",
                "org.jspecify.annotations.."));
  }

  @Test
  void onlyTheCommandLineSeesTheSelftest() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.assay.selftest..", "dev.assay.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.assay.selftest.."));
  }

  @Test
  void testbedSeesNoOtherModule() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.assay.testbed..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.assay.spi..",
                "dev.assay.tck..",
                "dev.assay.selftest..",
                ADAPTERS + ".",
                "dev.assay.engine..",
                "dev.assay.cli.."));
  }

  @Test
  void nothingSeesTheCommandLine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.assay.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.assay.cli.."));
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void adapterSeesTheSpiAndItsDriverOnly(String adapter) {
    String own = ADAPTERS + adapter + "..";
    Stream<String> common =
        Stream.of(own, "dev.assay.spi..", "java..", "javax..", "org.jspecify.annotations..");
    String[] allowed =
        Stream.concat(common, DRIVERS.getOrDefault(adapter, List.of()).stream())
            .toArray(String[]::new);
    check(
        classes()
            .that()
            .resideInAPackage(own)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(allowed));
  }

  @Test
  void everyAdapterHasItsDriverListed() {
    Set<String> found = new TreeSet<>();
    CODE.stream().map(JavaClass::getPackageName).forEach(name -> addAdapter(found, name));
    assertThat(found).isEqualTo(new TreeSet<>(DRIVERS.keySet()));
  }

  static Stream<String> adapters() {
    return DRIVERS.keySet().stream().sorted();
  }

  private static void addAdapter(Set<String> found, String packageName) {
    if (packageName.startsWith(ADAPTERS)) {
      found.add(packageName.substring(ADAPTERS.length()).split("\\.", 2)[0]);
    }
  }

  private static List<String> compiledClasses(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .map(name -> name.replace(File.separatorChar, '.'))
          .toList();
    }
  }

  /** A rule that meets no class proves nothing and fails. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(false).check(CODE);
  }
}
