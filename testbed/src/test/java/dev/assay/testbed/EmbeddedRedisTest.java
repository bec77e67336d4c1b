package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EmbeddedRedisTest {
  private final ServerOptions options = ServerOptions.defaults().withMode(ServerMode.EMBEDDED);
  private final Server server = Servers.start(ServerKind.REDIS, options);

  @AfterAll
  void close() {
    server.close();
  }

  private static RedisUri uri(Server server) {
    return RedisUri.parse(server.uri());
  }

  @Test
  void saysWhatItIsAndThatItKeepsItsData() {
    assertThat(server.uri()).matches("redis://:[0-9a-f]{32}@127\\.0\\.0\\.1:\\d+/0");
    assertThat(server.description().toString()).startsWith("Redis 7.0.15, embedded (127.");
    assertThat(server.toString()).doesNotContain(uri(server).password());
    assertThat(server.durability())
        .isEqualTo(
            Map.of("appendonly", "yes", "appendfsync", "always", "maxmemory-policy", "noeviction"));
    assertThat(server.members()).isEmpty();
    assertThat(server.controllable()).isTrue();
  }

  @Test
  void listensOnLoopbackAlone() throws IOException {
    Loopback.assertAlone(URI.create(server.uri()).getPort());
  }

  @Test
  void asksForItsPassword() {
    String stranger = server.uri().replaceFirst(":[0-9a-f]{32}@", "");
    assertThat(RedisProbe.serves(RedisUri.parse(stranger))).isFalse();
    assertThatThrownBy(() -> RedisProbe.facts(RedisUri.parse(stranger)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("NOAUTH");
  }

  @Test
  void comesBackAfterAKillOnTheSamePortAndIsSilentWhilePaused() {
    try (Server victim = Servers.start(ServerKind.REDIS, options)) {
      String uri = victim.uri();
      victim.kill();
      assertThat(RedisProbe.serves(uri(victim))).isFalse();
      victim.restart();
      assertThat(victim.uri()).isEqualTo(uri);
      assertThat(RedisProbe.serves(uri(victim))).isTrue();
      victim.pause();
      assertThat(RedisProbe.serves(uri(victim))).isFalse();
      victim.resume();
      assertThat(RedisProbe.serves(uri(victim))).isTrue();
    }
  }

  @Test
  void takesSettingsAndRefusesThoseThatAreItsOwn(@TempDir Path temp) {
    try (Server lossy =
        Servers.start(ServerKind.REDIS, options.withSetting("appendfsync", "everysec"))) {
      assertThat(lossy.durability()).containsEntry("appendfsync", "everysec");
    }
    assertThatThrownBy(() -> Servers.start(ServerKind.REDIS, options.withSetting("port", "1")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Servers.start(ServerKind.REDIS, options.withSetting("Save\n", "1")))
        .isInstanceOf(IllegalArgumentException.class);
    ServerOptions kept = options.withFolder(temp.resolve("refused"));
    assertThatThrownBy(() -> Servers.start(ServerKind.REDIS, kept.withSetting("save", "\n")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(temp.resolve("refused")).doesNotExist();
    assertThatThrownBy(
            () -> Servers.start(ServerKind.REDIS, options.withSetting("appendfsync", "perhaps")))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("Redis did not start");
  }

  @Test
  void keepsTheDataOfAGivenFolder(@TempDir Path temp) throws IOException {
    ServerOptions kept = options.withFolder(temp.resolve("kept"));
    String password;
    try (Server first = Servers.start(ServerKind.REDIS, kept)) {
      password = uri(first).password();
      Path secret = temp.resolve("kept").resolve("redis.conf");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    try (Server second = Servers.start(ServerKind.REDIS, kept)) {
      assertThat(uri(second).password()).isEqualTo(password);
      assertThat(Files.exists(temp.resolve("kept/data/appendonlydir"))).isTrue();
    }
  }

  @Test
  void leavesNothingBehind() {
    EmbeddedServer gone = EmbeddedRedis.start(options);
    JavaNode node = gone.nodes().get(0);
    assertThat(node.log()).exists();
    gone.close();
    gone.close();
    assertThat(ServerProcess.lives(node.pid())).isFalse();
    assertThat(node.log().getParent()).doesNotExist();
  }

  @Test
  void passesAnExternalServerThroughAndLeavesItAlone() {
    Map<String, String> environment = Map.of("ASSAY_REDIS_URI", server.uri());
    try (Server external = Servers.start(ServerKind.REDIS, ServerOptions.defaults(), environment)) {
      assertThat(external.uri()).isEqualTo(server.uri());
      assertThat(external.description().toString()).contains("7.0.15");
      assertThat(external.durability()).containsEntry("appendfsync", "always");
      assertThat(external.controllable()).isFalse();
    }
    assertThat(RedisProbe.serves(uri(server))).isTrue();
    assertThatThrownBy(
            () ->
                Servers.start(
                    ServerKind.REDIS,
                    ServerOptions.defaults().withSetting("appendfsync", "no"),
                    environment))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("appendfsync = 'always' where 'no' is needed");
  }

  @Test
  void saysInOneSentenceWhatIsWrongWithAUri() {
    wrong("redis://127.0.0.1:%d/0".formatted(Ports.free()), "No Redis answers at");
    wrong("redis://no.such.host.invalid/0", "is not known");
    wrong("mysql://:hunter2@127.0.0.1/x", "is not valid");
    wrong(server.uri().replaceFirst(":[0-9a-f]{32}@", ":hunter2@"), "correct user and password");
  }

  private static void wrong(String uri, String sentence) {
    assertThatThrownBy(() -> Servers.start(ServerKind.REDIS, ServerOptions.defaults().withUri(uri)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("hunter2");
  }
}
