package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Serves each kind of server in a process of its own and stops it as Ctrl-C does. */
final class ServeTest {

  private static final Pattern PORT = Pattern.compile("://[^/]*127\\.0\\.0\\.1:(\\d+)[,/]");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "postgres, postgresql://\\S+:\\S+@127\\.0\\.0\\.1:\\d+/\\S+",
    "dynamodb, dynamodb://127\\.0\\.0\\.1:\\d+/assay\\?region=local&storage=synced",
    "cassandra, cassandra://127\\.0\\.0\\.1:\\d+/assay\\?dc=datacenter1"
  })
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theServerAnswersAtThePrintedAddressUntilItIsStopped(String kind, String shape)
      throws Exception {
    Path errors = folder.resolve("errors");
    Process process = start(errors, kind);
    try (BufferedReader out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      String line = String.valueOf(out.readLine());
      assertThat(line).as(Files.readString(errors)).matches(shape);
      Matcher address = PORT.matcher(line);
      assertThat(address.find()).isTrue();
      int port = Integer.parseInt(address.group(1));
      assertThat(answers(port)).isTrue();
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(answers(port)).isFalse();
    } finally {
      process.destroyForcibly();
    }
    assertThat(errors)
        .content()
        .contains("./assay certify --uri", "Stop it with Ctrl-C.", "Stopped.");
  }

  private static Process start(Path errors, String kind) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    return new ProcessBuilder(java, "-cp", path, Assay.class.getName(), "serve", kind)
        .redirectError(errors.toFile())
        .start();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
