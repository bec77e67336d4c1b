package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.StoreUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No output shows a password, whoever wrote the text. */
final class SecretsTest {

  private static final String PASSWORD = "Tr0ub4dor+zebra";

  @TempDir Path folder;

  static Stream<List<String>> commands() {
    String login = "://me:" + PASSWORD + "@127.0.0.1:1/db";
    return Stream.of(
        List.of("certify", "--uri", "foo" + login),
        List.of("certify", "--uri", "postgresql" + login + "?timeout=1s"),
        List.of("certify", "--uri", "postgresql://127.0.0.1:1/db?timeout=1s&password=" + PASSWORD),
        List.of("certify", "--uri", "memory" + login + "?timeout=never"),
        List.of("certify", "--uri", "memory" + login + "?colour=red"),
        List.of("certify", "--uri", "memory://me:" + PASSWORD + "@h:port"),
        List.of("certify", "--uri", "memory://me:" + PASSWORD + "@h?a=%zz"),
        List.of("certify", "--uri", "memory://x?sslpassword=" + PASSWORD + "&sslpassword=2"),
        List.of("certify", "--uri", "memory://x?Token=" + PASSWORD),
        List.of("certify", "memory", "--url", "postgresql" + login),
        List.of("certify", "postgresql" + login),
        List.of("postgresql" + login),
        List.of("certify", "memory", "--rules", "postgresql" + login),
        List.of("certify", "memory", "--jar", "postgresql" + login, "--uri", "my" + login),
        List.of("certify", "--jar", "postgresql" + login, "--uri", "my" + login),
        List.of("certify", "--coordinates", "postgresql" + login, "--uri", "my" + login),
        List.of("certify", "--uri", "memory://me:12/" + PASSWORD + "@host?timeout=never"),
        List.of("certify", "--uri", "foo://me:12/" + PASSWORD + "@host"),
        List.of("repair-feed", "foo" + login),
        List.of("repair-feed", "postgresql" + login + "?timeout=1s"),
        List.of("serve", "postgresql" + login));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noErrorShowsThePassword(List<String> command) {
    for (List<String> more : List.of(List.<String>of(), List.of("--verbose"))) {
      Run run = Run.of(args(command, more));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.all()).startsWith("assay: ").doesNotContain(PASSWORD).doesNotContain("zebra");
    }
  }

  @Test
  void neitherOutputNorReportShowsThePassword() throws IOException {
    String jar = AdapterJar.events(folder, AdapterJar.TELLTALE).toString();
    String uri = "my://me:" + PASSWORD + "@host/x?secret-key=" + PASSWORD;
    Run run =
        Run.of(
            args(
                List.of(
                    "certify", "--jar", jar, "--uri", uri, "--rules", "COMMIT-1", "--verbose")));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.all())
        .contains("login with *** failed at my://me:***@host")
        .doesNotContain(PASSWORD);
    assertNoneIn(CertifyMemoryTest.only(reports()));
  }

  @Test
  void thePasswordOfTheEnvironmentIsUsedAndNotShown() throws IOException {
    String jar = AdapterJar.events(folder, AdapterJar.TELLTALE).toString();
    List<String> command =
        List.of("certify", "--jar", jar, "--uri", "my://me@host", "--rules", "COMMIT-1");
    Run run = Run.with(Map.of("ASSAY_PASSWORD", PASSWORD), args(command));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.all())
        .contains("login with *** failed at my://me:***@host")
        .doesNotContain(PASSWORD);
    assertNoneIn(CertifyMemoryTest.only(reports()));
  }

  @Test
  void thePasswordOfTheUriCountsBeforeThatOfTheEnvironment() {
    Map<String, String> environment = Map.of("ASSAY_PASSWORD", "from-environment");
    assertThat(password("my://me:own@host", environment)).isEqualTo("own");
    assertThat(password("my://me@host", environment)).isEqualTo("from-environment");
    assertThat(password("my://host", environment)).isEqualTo("");
    assertThat(password("my://me@host", Map.of("ASSAY_PASSWORD", "a+b/@: %&")))
        .isEqualTo("a+b/@: %&");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p%40ss%2Fword", "s p a c e d", "ünïcödé", "a.*(regex)$1\\"})
  void everySpellingIsHidden(String password) {
    Secrets secrets = new Secrets();
    secrets.learn(List.of("my://me:" + password + "@host"));
    StoreUri uri = StoreUri.parse("my://me:" + password + "@host");
    assertThat(secrets.hide("it is " + password + ".")).isEqualTo("it is ***.");
    assertThat(secrets.hide("it is " + uri.password().orElseThrow() + ".")).isEqualTo("it is ***.");
  }

  @Test
  void whatIsNoSecretByItselfIsHiddenInItsPlaceOnly() {
    Secrets secrets = new Secrets();
    secrets.learn(List.of("postgresql://postgres:postgres@host/postgres", "my://a:b@host"));
    assertThat(secrets.hide("certify postgres: password='postgres'"))
        .isEqualTo("certify postgres: password='***'");
    assertThat(secrets.hide("a big cab at my://a:b@host"))
        .isEqualTo("a big cab at my://a:***@host");
  }

  private static String password(String uri, Map<String, String> environment) {
    Console console =
        new Console(
            new java.io.PrintWriter(new java.io.StringWriter()),
            new java.io.PrintWriter(new java.io.StringWriter()),
            false,
            false,
            new Secrets());
    return Addresses.parse(uri, new Session(console, environment)).password().orElse("");
  }

  private String[] args(List<String> command) {
    return args(command, List.of());
  }

  private String[] args(List<String> command, List<String> more) {
    boolean certify = command.contains("certify");
    List<String> out = certify ? List.of("--out", reports().toString()) : List.of();
    return Stream.of(command, more, out).flatMap(List::stream).toArray(String[]::new);
  }

  private static void assertNoneIn(Path report) throws IOException {
    try (Stream<Path> files = Files.list(report)) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(file -> assertThat(file).content().contains("***").doesNotContain(PASSWORD));
    }
  }

  private Path reports() {
    return folder.resolve("reports");
  }
}
