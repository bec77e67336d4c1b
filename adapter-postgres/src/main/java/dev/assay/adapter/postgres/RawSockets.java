package dev.assay.adapter.postgres;

import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/**
 * The driver's own source of connections, which remembers the socket below each: what the driver
 * shows of a connection with TLS cannot be closed while a write hangs.
 */
final class RawSockets extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  // The driver makes its socket in the thread that asks for the connection; where it tries several
  // hosts, the last socket is the one that is used.
  private static final ThreadLocal<@Nullable Socket> LAST = new ThreadLocal<>();

  RawSockets() {
    setSocketFactory(Factory.class.getName());
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      Connection connection = super.getConnection();
      Socket socket = LAST.get();
      if (socket != null && connection.isWrapperFor(PgConnection.class)) {
        Watchdog.remember(connection.unwrap(PgConnection.class), socket);
      }
      return connection;
    } finally {
      LAST.remove();
    }
  }

  /** Makes sockets for the driver, which finds it by its name; not to be used otherwise. */
  public static final class Factory extends SocketFactory {

    /** Creates the factory; the driver does. */
    public Factory(Properties properties) {}

    @Override
    public Socket createSocket() {
      Socket socket = new Socket();
      LAST.set(socket);
      return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new UnsupportedOperationException("the driver connects its sockets itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException("the driver connects its sockets itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new UnsupportedOperationException("the driver connects its sockets itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw new UnsupportedOperationException("the driver connects its sockets itself");
    }
  }
}
