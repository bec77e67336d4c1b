package dev.assay.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.StoreUri;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/** What calls are limited by, how their failures are judged, and in what state they leave. */
@Timeout(60)
class ConnectionsTest {

  private static final Duration BUDGET = Duration.ofSeconds(2);

  @Test
  void limitsTheWholeTransactionAndInheritsNoLockTimeout() {
    StoreUri uri = TestServer.uri().with("options", "-c lock_timeout=1");
    try (Connections connections = connections(driver(uri), Duration.ofSeconds(5))) {
      assertThat(setting(connections, "transaction_timeout")).endsWith("ms").isNotEqualTo("0");
      assertThat(setting(connections, "lock_timeout")).isEqualTo("0");
    }
  }

  @Test
  void bearsBudgetsLongerThanTheServerKnows() {
    try (Connections connections = connections(driver(TestServer.uri()), Duration.ofDays(60))) {
      assertThat(setting(connections, "statement_timeout")).isEqualTo("2147483647ms");
    }
  }

  @Test
  void aTransactionSentInHalvesEndsOnTheServer() throws Exception {
    try (Stalling network = new Stalling();
        Connections connections = connections(driver(network.uri()), BUDGET);
        Connection look = TestServer.connect()) {
      Call<Boolean> call =
          new Call<>("The call", "select pg_advisory_xact_lock(77, 1)", b -> {}, ResultSet::next);
      connections.write(call, connections.deadline());
      network.arm();
      CompletableFuture<Throwable> write =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> connections.write(call, connections.deadline())));
      awaitHolders(look, "1");
      assertThat(write.get()).isInstanceOf(OutcomeUnknown.class);
      // Nobody tells the server: it has to find out by itself.
      awaitHolders(look, "0");
    }
  }

  private static void awaitHolders(Connection look, String count) throws SQLException {
    Deadline end = Deadline.in(BUDGET.multipliedBy(3));
    String query = "select count(*) from pg_locks where locktype = 'advisory' and classid = 77";
    String holders = TestServer.value(look, query);
    while (!holders.equals(count) && !end.passed()) {
      holders = TestServer.value(look, query);
    }
    assertThat(holders).isEqualTo(count);
  }

  @Test
  void anErrorOfTheDriverProvesNoRollback() {
    DataSource source = failing(driver(TestServer.uri()));
    try (Connections connections = connections(source, BUDGET)) {
      Call<Boolean> call = new Call<>("The call", "select 1", binds -> {}, ResultSet::next);
      assertThatThrownBy(() -> connections.write(call, connections.deadline()))
          .isInstanceOf(OutcomeUnknown.class);
    }
  }

  @Test
  void whatWasNotSentWasNotApplied() {
    try (Connections connections = connections(driver(TestServer.uri()), BUDGET)) {
      Call<Boolean> call =
          new Call<>(
              "The call",
              "select 1",
              binds -> {
                throw new SQLException("no such value");
              },
              ResultSet::next);
      assertThatThrownBy(() -> connections.write(call, connections.deadline()))
          .isInstanceOf(StoreUnavailable.class);
    }
  }

  @Test
  void anUnexpectedErrorLeavesNoTransactionOpen() throws SQLException {
    PgConnection one = driver(TestServer.uri()).getConnection().unwrap(PgConnection.class);
    DataSource source = only(one);
    try (Connections connections = connections(source, BUDGET)) {
      assertThatThrownBy(
              () ->
                  connections.session(
                      "The work",
                      connections.deadline(),
                      statement -> {
                        statement.execute("begin");
                        throw new IllegalStateException("unexpected");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(one.isClosed()).isTrue();
  }

  @Test
  void aDataSourceThatHangsTakesABoundedNumberOfThreads() throws Exception {
    AtomicInteger asking = new AtomicInteger();
    CountDownLatch end = new CountDownLatch(1);
    DataSource hanging =
        proxy(
            () -> {
              asking.incrementAndGet();
              assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
              throw new SQLException("it hung");
            });
    BoundedSource source = new BoundedSource(hanging, "a test");
    List<CompletableFuture<Throwable>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CompletableFuture<Throwable> call = new CompletableFuture<>();
      Threads.daemon(
              "caller",
              () ->
                  call.complete(
                      catchThrowable(() -> source.get(Deadline.in(Duration.ofMillis(500))))))
          .start();
      calls.add(call);
    }
    for (CompletableFuture<Throwable> call : calls) {
      assertThat(call.get(20, TimeUnit.SECONDS)).hasMessageContaining("time budget");
    }
    assertThat(asking.get()).isEqualTo(64);
    end.countDown();
  }

  private static String setting(Connections connections, String name) {
    return connections.read(
        new Call<>(
            "The look",
            "select current_setting('%s')".formatted(name),
            binds -> {},
            row -> {
              row.next();
              return row.getString(1);
            }),
        connections.deadline());
  }

  private static Connections connections(DataSource source, Duration budget) {
    return new Connections(new BoundedSource(source, "a test"), "a test", budget);
  }

  private static PGSimpleDataSource driver(StoreUri uri) {
    return new PostgresUri(uri).driver(BUDGET);
  }

  private interface Making {
    Connection make() throws Exception;
  }

  private static DataSource proxy(Making making) {
    return (DataSource)
        Proxy.newProxyInstance(
            ConnectionsTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) -> making.make());
  }

  private static DataSource only(Connection connection) {
    return proxy(() -> connection);
  }

  /** Lets the driver fail after the server has done everything. */
  private static DataSource failing(DataSource source) {
    return proxy(
        () -> {
          Connection real = source.getConnection();
          return (Connection)
              proxied(
                  Connection.class,
                  real,
                  made ->
                      made instanceof PreparedStatement statement
                          ? proxied(
                              PreparedStatement.class,
                              statement,
                              answer -> {
                                if (answer instanceof Boolean) {
                                  throw new SQLException("out of memory");
                                }
                                return answer;
                              })
                          : made);
        });
  }

  private interface After {
    Object answer(Object answer) throws SQLException;
  }

  private static Object proxied(Class<?> type, Object target, After after) {
    return Proxy.newProxyInstance(
        ConnectionsTest.class.getClassLoader(),
        new Class<?>[] {type},
        (self, method, arguments) -> {
          try {
            Object answer = method.invoke(target, arguments);
            return method.getName().startsWith("prepare") || method.getName().equals("execute")
                ? after.answer(answer)
                : answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
