package dev.assay.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Is PostgreSQL from its own binaries, in processes of its own on this machine.
 *
 * <p>The folder, temporary or given, holds:
 *
 * <pre>
 * data/        PostgreSQL's data directory
 * password     the password of user assay, readable by its owner alone
 * server.log   what the server said
 * tmp/         its temporary files
 * </pre>
 *
 * <p>The server listens on 127.0.0.1 alone, has no Unix socket, and asks for a password
 * (scram-sha-256). It is durable unless its settings say otherwise. Text sorts by the rules of
 * American English, not by code point, as on many a server in production: a store that relies on
 * the default order is found out.
 */
final class EmbeddedPostgres implements Server {
  private static final String USER = "assay";
  private static final String DATABASE = "postgres";
  private static final int PORT_TRIES = 5;
  private static final List<String> LEFTOVERS =
      List.of("data.new", "password", "server.log", "tmp");
  private static final Duration INIT_LIMIT = Duration.ofSeconds(60);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Object lock = new Object();
  private final Path folder;
  private final boolean temporary;
  private final RunAs runAs;
  private final Path binaries;
  private final Watchdog watchdog;
  private final Map<String, String> settings;
  private final String password;
  private final int port;

  private @Nullable ServerProcess process;
  private @Nullable PostgresProbe probe;
  private boolean paused;
  private boolean closed;

  static EmbeddedPostgres start(ServerOptions options) {
    return start(options, RunAs.best());
  }

  static EmbeddedPostgres start(ServerOptions options, RunAs runAs) {
    Map<String, String> settings = PostgresSettings.durable(options.settings());
    ServerFolder place = ServerFolder.of(options, ServerKind.POSTGRES, LEFTOVERS);
    Path folder = place.path();
    boolean temporary = place.temporary();
    // A temporary server need not write its buffers when it stops; one whose data survive should.
    Watchdog watchdog =
        Watchdog.start(
            temporary ? "QUIT" : "INT", temporary ? Optional.of(folder) : Optional.empty());
    try {
      return new Start(options, runAs, settings, folder, temporary, watchdog).run();
    } catch (RuntimeException e) {
      watchdog.close();
      throw e;
    }
  }

  private EmbeddedPostgres(Start start, Path binaries, String password, int port) {
    this.folder = start.folder();
    this.temporary = start.temporary();
    this.runAs = start.runAs();
    this.watchdog = start.watchdog();
    this.settings = start.settings();
    this.binaries = binaries;
    this.password = password;
    this.port = port;
  }

  /** Is the first start: everything up to a server that answers. */
  private record Start(
      ServerOptions options,
      RunAs runAs,
      Map<String, String> settings,
      Path folder,
      boolean temporary,
      Watchdog watchdog) {

    EmbeddedPostgres run() {
      Path binaries = PostgresBinaries.unpack(folder, options.progress());
      try {
        String password = password();
        if (!Files.exists(folder.resolve("data"))) {
          Steps.run(options.progress(), "Creating the database files", () -> create(binaries));
        }
        hand();
        return answering(binaries, password);
      } catch (IOException e) {
        throw new TestbedException("The folder %s cannot be written.".formatted(folder), e);
      }
    }

    private String password() throws IOException {
      Path file = folder.resolve("password");
      if (!Files.exists(file) || Files.size(file) == 0) {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(file);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random));
      }
      return Files.readString(file);
    }

    /** Creates under another name and renames, so that data that are there are whole. */
    private void create(Path binaries) throws IOException {
      Files.createDirectories(folder.resolve("tmp"));
      Folders.delete(folder.resolve("data.new"));
      hand();
      List<String> initdb = new ArrayList<>();
      initdb.add(binaries.resolve("bin/initdb").toString());
      initdb.addAll(List.of("-D", folder.resolve("data.new").toString(), "-U", USER));
      initdb.addAll(List.of("--pwfile", folder.resolve("password").toString()));
      initdb.addAll(List.of("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"));
      initdb.addAll(List.of("--locale-provider=icu", "--icu-locale=en-US"));
      if (temporary) {
        initdb.add("--no-sync");
      }
      Path log = folder.resolve("server.log");
      ServerProcess process =
          ServerProcess.launch(runAs.command(initdb), environment(folder), log, watchdog);
      if (!process.ended(INIT_LIMIT) || process.exitCode() != 0) {
        throw new TestbedException(
            "PostgreSQL could not create its files: " + reason(log), ServerLog.tail(log));
      }
      Files.move(
          folder.resolve("data.new"), folder.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void hand() {
      runAs.owner().ifPresent(user -> Folders.give(folder, user));
      if (!Commands.succeeds(runAs.command(List.of("test", "-x", folder.toString())))) {
        throw new TestbedException(
            "PostgreSQL, which runs %s here, cannot enter the folder %s: choose one whose parents all users may enter."
                .formatted(runAs.detail(), folder));
      }
    }

    private EmbeddedPostgres answering(Path binaries, String password) throws IOException {
      OptionalInt wanted = options.port();
      for (int i = 1; ; i++) {
        int port = wanted.orElseGet(Ports::free);
        EmbeddedPostgres server = new EmbeddedPostgres(this, binaries, password, port);
        try {
          Steps.run(options.progress(), "Starting PostgreSQL", server::boot);
          return server;
        } catch (TestbedException e) {
          // Somebody may have taken the port between the look and the start.
          if (wanted.isPresent() || Ports.isFree(port) || i == PORT_TRIES) {
            throw e;
          }
        }
      }
    }
  }

  private static Map<String, String> environment(Path folder) {
    return Map.of("LC_ALL", "C", "TZ", "UTC", "TMPDIR", folder.resolve("tmp").toString());
  }

  private void boot() throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(folder.resolve("tmp"));
    // The data directory keeps a file of its own for settings, and its owner when it is rewritten.
    Files.writeString(data.resolve("postgresql.conf"), PostgresSettings.lines(complete()));
    List<String> program =
        List.of(binaries.resolve("bin/postgres").toString(), "-D", data.toString());
    Path log = folder.resolve("server.log");
    ServerProcess started =
        ServerProcess.launch(runAs.command(program), environment(folder), log, watchdog);
    process = started;
    try {
      awaitReady(started, log);
      probe = PostgresProbe.of(PostgresUri.parse(uri()));
    } catch (RuntimeException e) {
      started.kill();
      throw e;
    }
  }

  private Map<String, String> complete() {
    Map<String, String> complete = new TreeMap<>(settings);
    complete.put("listen_addresses", "127.0.0.1");
    complete.put("port", String.valueOf(port));
    complete.put("unix_socket_directories", "");
    // In the data directory instead of /dev/shm: there a killed server would leave its files for
    // ever.
    complete.putIfAbsent("dynamic_shared_memory_type", "mmap");
    return complete;
  }

  private void awaitReady(ServerProcess started, Path log) {
    boolean settled =
        Await.until(
            START_LIMIT,
            () -> !started.alive() || ready(started) || Thread.currentThread().isInterrupted());
    if (Thread.currentThread().isInterrupted()) {
      throw new TestbedException("The start of PostgreSQL was interrupted.");
    }
    if (!settled) {
      throw new TestbedException(
          "PostgreSQL did not get ready within %d seconds.".formatted(START_LIMIT.toSeconds()),
          ServerLog.tail(log));
    }
    if (!started.alive()) {
      throw new TestbedException("PostgreSQL did not start: " + reason(log), ServerLog.tail(log));
    }
  }

  /** The eighth line of this file is the server's own word on how far it is. */
  private boolean ready(ServerProcess started) {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
      return lines.size() >= 8
          && lines.get(0).equals(String.valueOf(started.pid()))
          && lines.get(7).strip().equals("ready");
    } catch (IOException e) {
      return false;
    }
  }

  private static String reason(Path log) {
    List<String> lines = ServerLog.tail(log).lines().toList();
    return lines.stream()
        .filter(line -> line.contains("FATAL:"))
        .reduce((first, second) -> second)
        .map(line -> line.substring(line.indexOf("FATAL:") + "FATAL:".length()).strip() + ".")
        .orElseGet(() -> lines.isEmpty() ? "it said nothing." : lines.get(lines.size() - 1));
  }

  @Override
  public String uri() {
    return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(USER, password, port, DATABASE);
  }

  @Override
  public ServerDescription description() {
    return new ServerDescription(
        ServerKind.POSTGRES,
        probed().version(),
        ServerMode.EMBEDDED,
        "127.0.0.1:%d, %s".formatted(port, runAs.detail()));
  }

  @Override
  public Map<String, String> durability() {
    return probed().durability();
  }

  private PostgresProbe probed() {
    synchronized (lock) {
      if (probe == null) {
        throw new IllegalStateException("The server has not answered yet.");
      }
      return probe;
    }
  }

  @Override
  public boolean controllable() {
    return true;
  }

  @Override
  public void kill() {
    synchronized (lock) {
      ServerProcess running = running();
      if (running != null) {
        running.kill();
      }
      paused = false;
    }
  }

  @Override
  public void pause() {
    synchronized (lock) {
      ServerProcess running = running();
      if (running == null) {
        throw new IllegalStateException("The server is down.");
      }
      running.pause();
      paused = true;
    }
  }

  @Override
  public void resume() {
    synchronized (lock) {
      ServerProcess running = running();
      if (running != null && paused) {
        running.resume();
      }
      paused = false;
    }
  }

  @Override
  public void restart() {
    synchronized (lock) {
      resume();
      ServerProcess running = running();
      if (running != null && !running.stop("INT", STOP_LIMIT)) {
        running.kill();
      }
      try {
        boot();
      } catch (IOException e) {
        throw new TestbedException("The folder %s cannot be written.".formatted(folder), e);
      }
    }
  }

  private @Nullable ServerProcess running() {
    if (closed) {
      throw new IllegalStateException("The server is closed.");
    }
    ServerProcess current = process;
    return current != null && current.alive() ? current : null;
  }

  /** Returns the id of the server's main process. */
  long pid() {
    synchronized (lock) {
      if (process == null) {
        throw new IllegalStateException("The server has not started.");
      }
      return process.pid();
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      // It does the same when this JVM dies: one way to stop, used every day.
      Optional<String> memory = temporary ? abandonedMemory() : Optional.empty();
      watchdog.close();
      if (process != null && process.alive()) {
        process.kill();
      }
      memory.ifPresent(id -> Commands.succeeds(List.of("ipcrm", "-m", id)));
      if (temporary) {
        Folders.delete(folder);
      }
    }
  }

  /**
   * A killed server leaves a few bytes of shared memory, whose id is in the seventh line of this
   * file; its next start would remove them, and here there is none.
   */
  private Optional<String> abandonedMemory() {
    if (process != null && process.alive()) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
      return lines.stream().skip(6).findFirst().map(line -> line.strip().replaceFirst(".*\\s", ""));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return description().toString();
  }
}
