package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUri;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A network that loses an answer: the server did everything, and then the connection is broken
 * before the client hears of it.
 */
final class LostAnswers {

  private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();
  private volatile String which = "";

  /** Loses the next answer, and does something between the loss and its discovery. */
  void loseNext(Runnable meanwhile) {
    next.set(meanwhile);
  }

  /** The same for the next commit of events, whatever else is asked before it. */
  void loseNextCommit() {
    which = "commit_";
    next.set(() -> {});
  }

  /** Returns connections over this network to the run's server. */
  DataSource source() {
    StoreUri uri = TestServer.uri();
    PGSimpleDataSource driver = new PostgresUri(uri).driver(uri.timeout());
    return proxy(
        DataSource.class,
        driver,
        (method, answer) -> answer instanceof Connection made ? lossy(made) : answer);
  }

  private Connection lossy(Connection connection) {
    return proxy(
        Connection.class,
        connection,
        (method, answer) ->
            answer instanceof PreparedStatement made ? lossy(made, connection) : answer);
  }

  private PreparedStatement lossy(PreparedStatement statement, Connection connection) {
    return proxy(
        PreparedStatement.class,
        statement,
        (method, answer) -> {
          boolean meant =
              method.getName().equals("execute") && statement.toString().contains(which);
          Runnable meanwhile = meant ? next.getAndSet(null) : null;
          if (meanwhile == null) {
            return answer;
          }
          connection.abort(Runnable::run);
          meanwhile.run();
          throw new SQLException("the answer was lost", "08006");
        });
  }

  private interface After {
    @Nullable Object answer(Method method, @Nullable Object answer) throws SQLException;
  }

  private static <T> T proxy(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            LostAnswers.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return after.answer(method, method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
