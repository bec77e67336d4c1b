package dev.assay.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EmbeddedPostgresTest {
  private final ServerOptions options = ServerOptions.defaults().withMode(ServerMode.EMBEDDED);
  private final Server server = Servers.start(ServerKind.POSTGRES, options);

  @BeforeAll
  void answers() throws SQLException {
    Sql.execute(server, "create table note (id int primary key)");
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void keepsWhatItAcknowledgesByItsSettings() throws SQLException {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(Sql.value(server, "show " + setting)).isEqualTo("on");
      assertThat(server.durability()).containsEntry(setting, "on");
    }
  }

  @Test
  void takesOtherSettings() throws SQLException {
    ServerOptions other =
        options
            .withSetting("synchronous_commit", "off")
            .withSetting("max_prepared_transactions", "10")
            .withSetting("search_path", "it's, \"a \\path\"");
    try (Server weak = Servers.start(ServerKind.POSTGRES, other)) {
      assertThat(weak.durability())
          .containsEntry("synchronous_commit", "off")
          .containsEntry("fsync", "on");
      assertThat(Sql.value(weak, "show max_prepared_transactions")).isEqualTo("10");
      assertThat(weak.controllable()).isTrue();
    }
  }

  @Test
  void refusesSettingsThatWouldMakeItUnreachable() {
    for (String name : List.of("port", "listen_addresses", "a = 'b'\nfsync")) {
      assertThatThrownBy(() -> Servers.start(ServerKind.POSTGRES, options.withSetting(name, "1")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void saysWhyItDoesNotStart() {
    ServerOptions wrong = options.withSetting("shared_buffers", "plenty");
    assertThatThrownBy(() -> Servers.start(ServerKind.POSTGRES, wrong))
        .isInstanceOfSatisfying(
            TestbedException.class, e -> assertThat(e.details()).contains("shared_buffers"))
        .hasMessageStartingWith("PostgreSQL did not start: ");
  }

  @Test
  void listensOnLoopbackAloneAndAsksForAPassword() throws Exception {
    PostgresUri uri = PostgresUri.parse(server.uri());
    assertThat(uri.host()).isEqualTo("127.0.0.1");
    Loopback.assertAlone(uri.port());
    String wrong = server.uri().replaceFirst(":[0-9a-f]{32}@", ":wrong@");
    assertThatThrownBy(() -> PostgresProbe.of(PostgresUri.parse(wrong)))
        .hasMessageContaining("does not let user 'assay' in");
  }

  @Test
  void describesItselfWithoutItsPassword() {
    String password = server.uri().replaceFirst(".*:([0-9a-f]{32})@.*", "$1");
    assertThat(password).hasSize(32);
    assertThat(server.toString())
        .startsWith("PostgreSQL 18.")
        .contains("embedded")
        .doesNotContain(password);
    assertThat(options.withUri(server.uri()).toString()).doesNotContain(password);
  }

  @Test
  void losesNothingAcknowledgedWhenItIsKilledAndComesBackOnTheSamePort() throws Exception {
    try (Server victim = Servers.start(ServerKind.POSTGRES, options)) {
      Sql.execute(victim, "create table note (id int primary key)");
      String uri = victim.uri();
      AtomicInteger acknowledged = new AtomicInteger();
      CountDownLatch busy = new CountDownLatch(100);
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(() -> write(victim, acknowledged, busy));
      assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
      victim.kill();
      writer.get(30, TimeUnit.SECONDS);
      assertThatThrownBy(() -> Sql.value(victim, "select 1")).isInstanceOf(SQLException.class);

      victim.kill();
      victim.restart();

      assertThat(victim.uri()).isEqualTo(uri);
      int stored = Integer.parseInt(Sql.value(victim, "select count(*) from note"));
      assertThat(stored).isBetween(acknowledged.get(), acknowledged.get() + 1);
      assertThat(acknowledged.get()).isGreaterThanOrEqualTo(100);
    }
  }

  /** Writes until the server is gone. */
  private static void write(Server server, AtomicInteger acknowledged, CountDownLatch busy) {
    try (Connection connection = Sql.connect(server)) {
      for (int i = 0; ; i++) {
        Sql.execute(connection, "insert into note values (" + i + ")");
        acknowledged.incrementAndGet();
        busy.countDown();
      }
    } catch (SQLException e) {
      // The kill is what ends this.
    }
  }

  @Test
  void restartsInAnOrderlyWay() throws SQLException {
    Sql.execute(server, "insert into note values (-1)");
    server.restart();
    assertThat(Sql.value(server, "select count(*) from note where id = -1")).isEqualTo("1");
  }

  @Test
  void answersNothingWhilePausedAndGoesOnAfterwards() throws Exception {
    ExecutorService pool = Executors.newCachedThreadPool();
    try (Connection connection = Sql.connect(server)) {
      server.pause();
      server.pause();
      CompletableFuture<String> held =
          CompletableFuture.supplyAsync(() -> unchecked(connection, "select 42"), pool);
      assertThatThrownBy(() -> PostgresProbe.of(hasty(server)))
          .hasMessageContaining("did not answer");
      assertThat(held).isNotDone();
      server.resume();
      assertThat(held.get(20, TimeUnit.SECONDS)).isEqualTo("42");
    } finally {
      server.resume();
      pool.shutdown();
      assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static PostgresUri hasty(Server server) {
    return PostgresUri.parse(server.uri() + "?socketTimeout=1&loginTimeout=1");
  }

  private static String unchecked(Connection connection, String sql) {
    try {
      return Sql.value(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closesWithAllItsProcessesAndFiles() throws SQLException {
    EmbeddedPostgres other = EmbeddedPostgres.start(options);
    Sql.execute(other, "select 1");
    Set<Long> family = family(other);
    assertThat(family).hasSizeGreaterThan(3);
    other.close();
    other.close();
    assertThat(
            Await.until(
                Duration.ofSeconds(10), () -> family.stream().noneMatch(ServerProcess::lives)))
        .isTrue();
    assertThat(other.folder()).doesNotExist();
    assertThatThrownBy(other::kill).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(other::restart).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closesWhilePausedOrKilled() {
    EmbeddedPostgres frozen = EmbeddedPostgres.start(options);
    Set<Long> family = family(frozen);
    frozen.pause();
    frozen.close();
    assertThat(
            Await.until(
                Duration.ofSeconds(10), () -> family.stream().noneMatch(ServerProcess::lives)))
        .isTrue();
    assertThat(frozen.folder()).doesNotExist();

    EmbeddedPostgres dead = EmbeddedPostgres.start(options);
    dead.kill();
    assertThatThrownBy(dead::pause).isInstanceOf(IllegalStateException.class);
    dead.close();
    assertThat(dead.folder()).doesNotExist();
  }

  static Set<Long> family(EmbeddedPostgres server) {
    ProcessHandle main = ProcessHandle.of(server.pid()).orElseThrow();
    Set<Long> family = main.descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    family.add(main.pid());
    return family;
  }

  @Test
  void twoRunSideBySideAsDifferentClusters() throws SQLException {
    try (Server other = Servers.start(ServerKind.POSTGRES, options)) {
      assertThat(other.uri()).isNotEqualTo(server.uri());
      String identifier = "select system_identifier from pg_control_system()";
      assertThat(Sql.value(other, identifier)).isNotEqualTo(Sql.value(server, identifier));
    }
  }

  @Test
  void keepsTheDataOfAGivenFolder(@TempDir Path temp) throws Exception {
    Opened.forAll(temp);
    ServerOptions kept = options.withFolder(temp.resolve("kept"));
    String uri;
    try (Server first = Servers.start(ServerKind.POSTGRES, kept)) {
      Sql.execute(first, "create table kept as select 7 as n");
      uri = first.uri();
    }
    ServerOptions again = kept.withPort(PostgresUri.parse(uri).port());
    try (Server second = Servers.start(ServerKind.POSTGRES, again)) {
      assertThat(second.uri()).isEqualTo(uri);
      assertThat(Sql.value(second, "select n from kept")).isEqualTo("7");
    }
  }

  @Test
  void leavesAFolderWithOtherFilesAlone(@TempDir Path temp) throws Exception {
    Path mine = Files.writeString(temp.resolve("thesis.txt"), "mine");
    assertThatThrownBy(() -> Servers.start(ServerKind.POSTGRES, options.withFolder(temp)))
        .isInstanceOf(TestbedException.class)
        .hasMessageContaining("holds other files");
    assertThat(mine).hasContent("mine");
  }

  @Test
  void runsInEveryWayThisMachineOffers() {
    List<RunAs> ways = RunAs.possible();
    assertThat(ways).isNotEmpty();
    for (RunAs way : ways) {
      assertThatCode(() -> startAndRestart(way)).as(way.detail()).doesNotThrowAnyException();
    }
  }

  private void startAndRestart(RunAs way) throws SQLException {
    EmbeddedPostgres other = EmbeddedPostgres.start(options, way);
    try (other) {
      other.kill();
      other.restart();
      assertThat(Sql.value(other, "select 1")).isEqualTo("1");
      assertThat(other.description().detail()).contains(way.detail());
    }
    assertThat(other.folder()).doesNotExist();
  }

  @Test
  void tellsHowFarTheStartIs() {
    List<String> heard = new ArrayList<>();
    Progress listener =
        new Progress() {
          @Override
          public void begun(String what) {
            heard.add("begun " + what);
          }

          @Override
          public void ended(String what, Duration took) {
            heard.add("ended " + what);
          }
        };
    Servers.start(ServerKind.POSTGRES, options.withProgress(listener)).close();
    assertThat(heard)
        .containsExactly(
            "begun Creating the database files",
            "ended Creating the database files",
            "begun Starting PostgreSQL",
            "ended Starting PostgreSQL");
  }

  @Test
  void transfersASchemaToAnotherCluster() throws SQLException {
    String schema =
        """
        create schema "odd ""name";
        set search_path = "odd ""name";
        create table parent (id bigint generated always as identity primary key, x xid8, j jsonb);
        create table child (id bigint references parent, twice bigint generated always as (id * 2) stored);
        """;
    String rows =
        """
        insert into "odd ""name".parent (x, j)
          select pg_current_xact_id(), '{"a": 1e400}' from generate_series(1, 1000);
        insert into "odd ""name".child select id from "odd ""name".parent;
        """;
    String digest =
        "select md5(string_agg(p::text || c::text, ',' order by p.id)) from \"odd \"\"name\".parent p join \"odd \"\"name\".child c using (id)";
    try (Server other = Servers.start(ServerKind.POSTGRES, options)) {
      Sql.execute(server, schema + rows);
      Sql.execute(other, schema);
      assertThat(PostgresTransfer.transfer(server.uri(), other.uri(), "odd \"name"))
          .isEqualTo(2000);
      assertThat(Sql.value(other, digest)).isEqualTo(Sql.value(server, digest)).isNotNull();
      assertThat(
              Sql.value(other, "insert into \"odd \"\"name\".parent (x) values ('1') returning id"))
          .isEqualTo("1001");
    }
  }
}
