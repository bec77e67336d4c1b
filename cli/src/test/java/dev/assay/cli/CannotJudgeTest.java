package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exit code 2: one clear sentence that names the cause and the mend. */
final class CannotJudgeTest {

  @TempDir Path out;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "Say what to certify: cassandra, dynamodb, memory, opensearch, postgres, redis, or --uri URI.",
            "certify"),
        mistake(
            "There is no backend 'oracle'; known are cassandra, dynamodb, memory, opensearch, postgres, redis.",
            "certify",
            "oracle"),
        mistake(
            "No adapter opens 'foo:'; known schemes are cassandra, dynamodb, memory, opensearch",
            "certify",
            "--uri",
            "foo://h"),
        mistake("should look like scheme://user@host:port/name", "certify", "--uri", "nonsense"),
        mistake(
            "There is no rule group 'LCK'; known are COMMIT",
            "certify",
            "memory",
            "--rules",
            "LCK"),
        mistake("There is no rule group 'LOCK-99'", "certify", "memory", "--rules", "LOCK,LOCK-99"),
        mistake(
            "There is nothing called 'speed' to run; known are contract, concurrency,",
            "certify",
            "memory",
            "--only",
            "contract,speed"),
        mistake("'--profile': expected one of", "certify", "memory", "--profile", "slow"),
        mistake("'--seed': 'x' is not a long", "certify", "memory", "--seed", "x"),
        mistake(
            "Unknown option: '--bogus'. Try 'assay certify --help'",
            "certify",
            "memory",
            "--bogus"),
        mistake("Unmatched argument at index 0: 'destroy'", "destroy"),
        mistake(
            "The option 'timeout' must be a positive time",
            "certify",
            "--uri",
            "memory://x?timeout=soon"),
        mistake(
            "The address does not fit the adapter: Unknown option 'colour'",
            "certify",
            "--uri",
            "memory://x?colour=red"),
        mistake(
            "begins with memory: but postgres is at postgresql:",
            "certify",
            "postgres",
            "--uri",
            "memory://x"),
        mistake("give --uri for its store too", "certify", "--jar", "x.jar"),
        mistake(
            "leave it out to certify the one from --jar",
            "certify",
            "memory",
            "--jar",
            "x.jar",
            "--uri",
            "my://x"),
        mistake(
            "There is no file no-such.jar", "certify", "--jar", "no-such.jar", "--uri", "my://x"),
        mistake(
            "'one-word' names no artifact: write group:artifact:version.",
            "certify",
            "--coordinates",
            "one-word",
            "--uri",
            "my://x"),
        mistake(
            "There is no server 'oracle'; known are postgres, dynamodb, cassandra, redis, opensearch.",
            "serve",
            "oracle"),
        mistake("memory needs no server: leave --nodes out.", "certify", "memory", "--nodes", "3"),
        mistake(
            "PostgreSQL is started on one node only: leave --nodes out.",
            "certify",
            "postgres",
            "--nodes",
            "3"),
        mistake(
            "DynamoDB is started on one node only: leave --nodes out.",
            "serve",
            "dynamodb",
            "--nodes",
            "3"),
        mistake(
            "Cassandra is started on 1 to 3 nodes, not on 4.",
            "certify",
            "cassandra",
            "--nodes",
            "4"),
        mistake(
            "--nodes is for a server that is started here, and --uri names one that runs",
            "certify",
            "cassandra",
            "--nodes",
            "3",
            "--uri",
            "cassandra://127.0.0.1:9042/assay"),
        mistake("There is no port 70000", "serve", "postgres", "--port", "70000"),
        mistake("Missing required parameter: 'SERVER'", "serve"),
        mistake("No adapter opens 'foo:'", "repair-feed", "foo://h"),
        mistake("Missing required parameter: 'URI'", "repair-feed"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentence(String sentence, List<String> args) {
    Run run = Run.of(withFolder(args));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("assay: ").contains(sentence);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void verboseTellsMoreAndNotLess(String sentence, List<String> args) {
    Run run = Run.of(withFolder(Stream.concat(args.stream(), Stream.of("--verbose")).toList()));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("assay: ").contains(sentence);
  }

  @Test
  void theStackTraceIsPrintedOnlyWhenAskedFor() {
    assertThat(Run.of("serve", "oracle").err()).doesNotContain("\tat ");
    assertThat(Run.of("serve", "oracle", "--verbose").err())
        .contains("CannotJudge")
        .contains("at ");
    assertThat(Run.of("--verbose", "serve", "oracle").err())
        .contains("CannotJudge")
        .contains("at ");
  }

  @Test
  void whatIsNoJarIsNamed() throws IOException {
    Path file = Files.writeString(out.resolve("not a.jar"), "text");
    Run run =
        Run.of("certify", "--jar", file.toString(), "--uri", "my://x", "--out", out.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(file + " is not a jar");
  }

  @Test
  void aFolderThatCannotBeMadeIsFoundOutBeforeTheKitRuns() throws IOException {
    Path file = Files.writeString(out.resolve("file"), "in the way");
    Run run = Run.of("certify", "memory", "--out", file.resolve("reports").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("choose another with --out").doesNotContain("Running");
  }

  private String[] withFolder(List<String> args) {
    boolean certify = args.contains("certify");
    Stream<String> more = certify ? Stream.of("--out", out.toString()) : Stream.empty();
    return Stream.concat(args.stream(), more).toArray(String[]::new);
  }

  private static Arguments mistake(String sentence, String... args) {
    return Arguments.of(sentence, List.of(args));
  }
}
