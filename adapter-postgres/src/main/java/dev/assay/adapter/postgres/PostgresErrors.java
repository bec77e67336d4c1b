package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUnavailable;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Says in one sentence what a driver's exception means. No sentence shows a password. */
final class PostgresErrors {

  /** Raised by the functions when transaction ids have gone back: the store was moved. */
  static final String IDS_WENT_BACK = "AS001";

  private PostgresErrors() {}

  /** Returns why no connection could be made; nothing was sent. */
  static StoreUnavailable noConnection(String server, SQLException error) {
    return new StoreUnavailable(connecting(server, error), error);
  }

  /** Returns why a call was certainly not applied. */
  static StoreUnavailable notApplied(String what, SQLException error) {
    return new StoreUnavailable("%s was not applied: %s".formatted(what, reason(error)), error);
  }

  /** Returns the cause of a failed call, for a person. */
  static String reason(SQLException error) {
    return switch (state(error)) {
      case "57014" -> "the server did not finish within the time budget and rolled back";
      case "55P03" -> "a lock was not free within the time budget";
      case "57P01", "57P02", "57P03" -> "the server is shutting down or starting up";
      case "53100" -> "the server's disk is full";
      case "53300" -> "the server has too many connections";
      case "42501" ->
          "the user lacks a privilege (%s); %s".formatted(firstLine(error), grant(error));
      case "25006" -> "the server is read-only: connect to the primary";
      case "3F000", "42P01", "42883" ->
          "the store's tables are missing or too old (%s)".formatted(firstLine(error));
      default ->
          cause(error, SocketTimeoutException.class) != null
              ? "the server did not answer within the time budget"
              : "%s (SQLSTATE %s)".formatted(firstLine(error), state(error));
    };
  }

  // The name of a function stands in the message whatever the server's language is.
  private static String grant(SQLException error) {
    return firstLine(error).contains("pg_control_system")
        ? "by it the store knows its server: grant execute on function pg_control_system() to it"
        : "grant it on the store's schema";
  }

  /** Tells whether the server reported the error; otherwise the driver or a pool did. */
  static boolean isOfServer(SQLException error) {
    PSQLException reported = cause(error, PSQLException.class);
    return reported != null && reported.getServerErrorMessage() != null;
  }

  static String state(SQLException error) {
    String state = error.getSQLState();
    return state == null ? "unknown" : state;
  }

  private static String connecting(String server, SQLException error) {
    UnknownHostException host = cause(error, UnknownHostException.class);
    if (host != null) {
      return "The host of %s is unknown: mend its name in the URI.".formatted(server);
    }
    if (cause(error, ConnectException.class) != null) {
      return "Nothing answers at %s: start the server, or mend host and port in the URI."
          .formatted(server);
    }
    if (cause(error, SSLException.class) != null) {
      return "No secure connection to %s could be made: mend sslmode and sslrootcert, or the server's certificate (%s)."
          .formatted(server, firstLine(error));
    }
    if (cause(error, SocketTimeoutException.class) != null
        || cause(error, TimeoutException.class) != null) {
      return "%s did not answer within the time budget: see whether the server hangs, or raise the timeout."
          .formatted(server);
    }
    return refused(server, error);
  }

  private static String refused(String server, SQLException error) {
    return switch (state(error)) {
      case "28P01" ->
          "%s refuses the password of this user: mend user and password in the URI."
              .formatted(server);
      case "28000" ->
          "%s does not let this user in (%s): mend the user in the URI, or the server's pg_hba.conf."
              .formatted(server, firstLine(error));
      case "3D000" ->
          "%s has no such database: create it, or mend the database's name in the URI."
              .formatted(server);
      case "53300" ->
          "%s has no connection left: raise its max_connections, or open fewer.".formatted(server);
      case "57P03" -> "%s is starting up or shutting down: try again.".formatted(server);
      case "08P01" ->
          "What answers at %s does not speak PostgreSQL's protocol: mend host and port in the URI."
              .formatted(server);
      case "08001", "08006" -> broken(server, error);
      default ->
          "%s gives no connection: %s (SQLSTATE %s)."
              .formatted(server, firstLine(error), state(error));
    };
  }

  private static String broken(String server, SQLException error) {
    return cause(error, java.io.EOFException.class) != null
            || cause(error, java.io.IOException.class) != null
        ? "What answers at %s breaks the connection off: see whether it is PostgreSQL and runs, or mend host and port in the URI."
            .formatted(server)
        : "%s gives no connection: %s.".formatted(server, firstLine(error));
  }

  private static String firstLine(SQLException error) {
    String message = error.getMessage();
    return message == null ? "no message" : message.lines().findFirst().orElse("no message");
  }

  static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
    Throwable at = error;
    for (int depth = 0; at != null && depth < 20; depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
