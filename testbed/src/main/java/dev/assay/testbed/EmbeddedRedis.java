package dev.assay.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Starts Redis from its own program.
 *
 * <p>The folder, temporary or given, holds besides {@linkplain JavaNode what every node keeps}:
 *
 * <pre>
 * data/        the append-only file
 * password     the password, readable by its owner alone
 * redis.conf   the settings, with the password, readable by its owner alone
 * </pre>
 *
 * <p>The server listens on 127.0.0.1 alone, asks for a password, and keeps what it acknowledged
 * unless its settings say otherwise.
 */
final class EmbeddedRedis {

  private static final List<String> LEFTOVERS =
      List.of("password", "redis.conf", "server.log", "tmp");
  private static final int SECRET_BYTES = 16;

  private EmbeddedRedis() {}

  static EmbeddedServer start(ServerOptions options) {
    Map<String, String> settings = RedisSettings.durable(options.settings());
    return EmbeddedServer.start(options, port -> at(port, settings, options));
  }

  private static EmbeddedServer at(int port, Map<String, String> settings, ServerOptions options) {
    ServerFolder folder = ServerFolder.of(options, ServerKind.REDIS, LEFTOVERS);
    Path program = RedisBinary.unpack(folder.path(), options.progress());
    String password = password(folder);
    Path file = folder.path().resolve("redis.conf");
    write(file, configuration(port, folder.make("data"), password, settings));
    JavaNode node =
        new JavaNode(
            "Redis", Ports.loopback(1, port), folder, List.of(program.toString(), file.toString()));
    String uri = "redis://:%s@%s/0".formatted(password, node.endpoint());
    return new EmbeddedServer(
        ServerKind.REDIS, uri, List.of(node), new Health(RedisUri.parse(uri)));
  }

  private static String password(ServerFolder folder) {
    return folder
        .read("password")
        .filter(text -> !text.isEmpty())
        .orElseGet(
            () -> {
              byte[] random = new byte[SECRET_BYTES];
              new SecureRandom().nextBytes(random);
              String made = HexFormat.of().formatHex(random);
              write(folder.path().resolve("password"), made);
              return made;
            });
  }

  private static String configuration(
      int port, Path data, String password, Map<String, String> settings) {
    StringBuilder lines = new StringBuilder();
    lines.append(RedisSettings.line("bind", "127.0.0.1"));
    lines.append(RedisSettings.line("port", String.valueOf(port)));
    lines.append(RedisSettings.line("dir", data.toString()));
    lines.append(RedisSettings.line("requirepass", password));
    settings.forEach((name, value) -> lines.append(RedisSettings.line(name, value)));
    return lines.toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new TestbedException("The file %s cannot be written.".formatted(file), e);
    }
  }

  private record Health(RedisUri uri) implements EmbeddedServer.Health {

    @Override
    public Duration limit() {
      return Duration.ofSeconds(60);
    }

    @Override
    public boolean answers(JavaNode node) {
      return RedisProbe.serves(uri);
    }

    @Override
    public boolean agreed(List<JavaNode> up) {
      return true;
    }

    @Override
    public ServerFacts facts(JavaNode node) {
      return RedisProbe.facts(uri);
    }
  }
}
