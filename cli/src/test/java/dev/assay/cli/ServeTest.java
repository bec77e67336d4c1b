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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Serves PostgreSQL in a process of its own and stops it as Ctrl-C does. */
final class ServeTest {

  private static final Pattern ADDRESS =
      Pattern.compile("postgresql://\\S+:\\S+@127\\.0\\.0\\.1:(\\d+)/\\S+");

  @TempDir Path folder;

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theServerAnswersAtThePrintedAddressUntilItIsStopped() throws Exception {
    Path errors = folder.resolve("errors");
    Process process = start(errors);
    try (BufferedReader out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
      String line = String.valueOf(out.readLine());
      Matcher address = ADDRESS.matcher(line);
      assertThat(address.matches()).as(line + Files.readString(errors)).isTrue();
      int port = Integer.parseInt(address.group(1));
      assertThat(answers(port)).isTrue();
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(answers(port)).isFalse();
    } finally {
      process.destroyForcibly();
    }
    assertThat(errors).content().contains("PostgreSQL", "Stop it with Ctrl-C.", "Stopped.");
  }

  private static Process start(Path errors) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = System.getProperty("java.class.path");
    return new ProcessBuilder(java, "-cp", path, Assay.class.getName(), "serve", "postgres")
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
