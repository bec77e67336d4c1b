package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A store works on a caller's data source, leaves it as it was, and joins no transaction. */
@Timeout(60)
class DataSourceTest {

  private static final StreamId STREAM = new StreamId("account", "1");

  @Test
  void worksOnAPlainDataSourceAndOnAPoolOfOne() {
    PostgresConfig config = PostgresConfig.of(TestServer.freshRealm());
    try (PostgresEventStore store = PostgresEventStore.open(plain(), config);
        HikariDataSource pool = pool(1);
        PostgresEventStore pooled = PostgresEventStore.open(pool, config)) {
      assertThat(store.commit(commit("r-1"))).isInstanceOf(CommitResult.Committed.class);
      assertThat(pooled.commit(commit("r-1"))).isInstanceOf(CommitResult.Duplicate.class);
      assertThat(pooled.feed(0, Cursor.START, 10, Duration.ofSeconds(5)).commits()).hasSize(1);
    }
  }

  @Test
  void leavesTheDataSourceOpenAndItsSessionsAsTheyWere() throws SQLException {
    try (HikariDataSource pool = pool(1)) {
      String query =
          "select string_agg(name || '=' || setting, ',' order by name) from pg_settings where"
              + " source = 'session'";
      String before;
      try (Connection connection = pool.getConnection()) {
        TestServer.execute(connection, "set session characteristics as transaction read only");
        before = TestServer.value(connection, query);
      }
      try (PostgresEventStore store =
          PostgresEventStore.open(pool, PostgresConfig.of(TestServer.freshRealm()))) {
        assertThat(store.commit(commit("r-1"))).isInstanceOf(CommitResult.Committed.class);
      }
      try (Connection connection = pool.getConnection()) {
        assertThat(TestServer.value(connection, query)).isEqualTo(before).contains("read_only=on");
      }
    }
  }

  @Test
  void judgesAtReadCommittedWhateverTheSessionsDefaultIs() throws SQLException {
    try (HikariDataSource pool = pool(1)) {
      try (Connection connection = pool.getConnection()) {
        TestServer.execute(
            connection, "set session characteristics as transaction isolation level serializable");
      }
      try (PostgresEventStore store =
          PostgresEventStore.open(pool, PostgresConfig.of(TestServer.freshRealm()))) {
        assertThat(store.commit(commit("r-1"))).isInstanceOf(CommitResult.Committed.class);
        assertThat(store.commit(commit("r-1"))).isInstanceOf(CommitResult.Duplicate.class);
      }
    }
  }

  @Test
  void refusesConnectionsWithoutAutocommit() {
    PGSimpleDataSource source =
        new Tampering() {
          @Override
          void tamper(Connection connection) throws SQLException {
            connection.setAutoCommit(false);
          }
        }.configured();
    assertThatThrownBy(
            () -> PostgresEventStore.open(source, PostgresConfig.of(TestServer.freshRealm())))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("inside a transaction");
  }

  @Test
  void refusesConnectionsInsideAnOpenTransaction() throws SQLException {
    PostgresConfig config = PostgresConfig.of(TestServer.freshRealm());
    try (PostgresEventStore store = PostgresEventStore.open(plain(), config)) {
      store.commit(commit("r-1"));
    }
    PGSimpleDataSource source =
        new Tampering() {
          @Override
          void tamper(Connection connection) throws SQLException {
            TestServer.execute(connection, "begin");
          }
        }.configured();
    assertThatThrownBy(() -> PostgresEventStore.open(source, config))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("inside a transaction");
  }

  @Test
  void holdsTheTimeBudgetWhenTheCallersPoolIsExhausted() throws SQLException {
    try (HikariDataSource pool = pool(1)) {
      PostgresConfig config =
          PostgresConfig.of(TestServer.freshRealm()).withTimeout(Duration.ofMillis(700));
      try (PostgresEventStore store = PostgresEventStore.open(pool, config)) {
        Connection taken = pool.getConnection();
        long start = System.nanoTime();
        assertThatThrownBy(() -> store.commit(commit("r-1"))).isInstanceOf(StoreUnavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        taken.close();
        assertThat(store.commit(commit("r-1"))).isInstanceOf(CommitResult.Committed.class);
      }
    }
  }

  private static Commit commit(String request) {
    return Commit.to(STREAM, new RequestId(request)).event("opened", Json.of(1)).build();
  }

  private static PGSimpleDataSource plain() {
    return configure(new PGSimpleDataSource());
  }

  private static HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(plain());
    config.setMaximumPoolSize(size);
    return new HikariDataSource(config);
  }

  private static <T extends PGSimpleDataSource> T configure(T source) {
    StoreUri uri = TestServer.uri();
    source.setServerNames(new String[] {uri.hosts().get(0).host()});
    source.setPortNumbers(new int[] {uri.hosts().get(0).port()});
    source.setDatabaseName(uri.path());
    source.setUser(uri.user().orElseThrow());
    source.setPassword(uri.password().orElseThrow());
    return source;
  }

  /** Does to each connection what a transaction manager might have done. */
  private abstract static class Tampering extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    abstract void tamper(Connection connection) throws SQLException;

    PGSimpleDataSource configured() {
      return configure(this);
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      tamper(connection);
      return connection;
    }
  }
}
