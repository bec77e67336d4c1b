package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JVM that starts a server here is another one, so that it can die. */
@Timeout(120)
class WatchdogTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "dynamodb", "cassandra"})
  void stopsTheServerAndRemovesItsFolderWhenTheJvmIsKilled(String kind) throws Exception {
    try (Host host = Host.start("run", kind)) {
      host.process.destroyForcibly();
      host.assertGone();
      assertThat(Await.until(LIMIT, () -> !Files.exists(host.folder))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "dynamodb"})
  void stopsAPausedServerWhenTheJvmIsKilled(String kind) throws Exception {
    try (Host host = Host.start("pause", kind)) {
      host.process.destroyForcibly();
      host.assertGone();
      assertThat(Await.until(LIMIT, () -> !Files.exists(host.folder))).isTrue();
    }
  }

  @Test
  void isNotMisledByAProcessThatIsGone() throws Exception {
    try (Host host = Host.start("kill", "postgres")) {
      host.process.destroyForcibly();
      assertThat(Await.until(LIMIT, () -> !Files.exists(host.folder))).isTrue();
    }
  }

  @Test
  void stopsAServerInOrderWhenATerminalInterruptsAllInItsForeground(@TempDir Path temp)
      throws Exception {
    Opened.forAll(temp);
    Path folder = temp.resolve("kept");
    try (Host host = Host.start("run", "postgres", folder.toString())) {
      // Both, for what is started in the background of some shells ignores the first.
      host.signalGroup("INT");
      host.signalGroup("TERM");
      assertThat(host.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      host.assertGone();
    }
    assertThat(folder.resolve("data/PG_VERSION")).exists();
    assertThat(folder.resolve("server.log"))
        .content()
        .contains("received fast shutdown request", "database system is shut down")
        .doesNotContain("FATAL", "PANIC", "ERROR");
  }

  /** Is a JVM in a process group of its own that has started a server. */
  private record Host(Process process, Path folder, Set<Long> family) implements AutoCloseable {

    static Host start(String... arguments) throws IOException {
      List<String> command = new ArrayList<>(ServerProcess.apart());
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(ServerHost.class.getName());
      command.addAll(Arrays.asList(arguments));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      // Bounded by the test's own limit: the line comes, or the stream ends with the process.
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      String line = out.readLine();
      assertThat(line).as("the line the other JVM prints").isNotNull();
      String[] words = line.split(" ", 2);
      Set<Long> family =
          Stream.of(words[0].split(",")).map(Long::valueOf).collect(Collectors.toSet());
      return new Host(process, Path.of(words[1]), family);
    }

    void signalGroup(String name) throws Exception {
      Process kill =
          new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"-$1\"", name, "" + process.pid())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    void assertGone() {
      assertThat(Await.until(LIMIT, () -> family.stream().noneMatch(ServerProcess::lives)))
          .as("all processes of the server end")
          .isTrue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
