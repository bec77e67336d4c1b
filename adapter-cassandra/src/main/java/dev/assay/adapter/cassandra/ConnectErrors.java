package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.servererrors.QueryExecutionException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.assay.spi.StoreUnavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why no session could be opened. No sentence shows a password. */
final class ConnectErrors {

  private static final int DEEPEST = 20;

  private ConnectErrors() {}

  /** Returns why no session could be opened; nothing was sent that changes anything. */
  static StoreUnavailable of(String server, Throwable error) {
    return new StoreUnavailable(sentence(server, causes(error)), error);
  }

  /** Returns that the time budget was over before a session was open. */
  static StoreUnavailable late(String server, TimeoutException error) {
    return new StoreUnavailable(late(server), error);
  }

  private static String sentence(String server, List<Throwable> causes) {
    if (find(causes, AuthenticationException.class).isPresent()) {
      return "%s refuses this user: mend user and password in the URI.".formatted(server);
    }
    if (find(causes, UnknownHostException.class).isPresent()) {
      return "The host of %s is unknown: mend its name in the URI.".formatted(server);
    }
    if (find(causes, SSLException.class).isPresent()) {
      return "No secure connection to %s could be made: mend truststore and tlsHostnames, or the server's certificate (%s)."
          .formatted(server, firstLine(find(causes, SSLException.class).get()));
    }
    if (find(causes, UnsupportedProtocolVersionException.class).isPresent()) {
      return "%s does not speak this version of the protocol: use Cassandra 4.0 or newer, or protocol=V4."
          .formatted(server);
    }
    Optional<UnauthorizedException> forbidden = find(causes, UnauthorizedException.class);
    return forbidden.isPresent()
        ? "The user lacks a permission on %s (%s): grant it, or let another user open the store once with tables=create."
            .formatted(server, firstLine(forbidden.get()))
        : broken(server, causes);
  }

  private static String broken(String server, List<Throwable> causes) {
    if (find(causes, ConnectException.class).isPresent()) {
      return "Nothing answers at %s: start the server, or mend host and port in the URI."
          .formatted(server);
    }
    if (find(causes, DriverTimeoutException.class).isPresent()
        || find(causes, TimeoutException.class).isPresent()) {
      return late(server);
    }
    if (find(causes, IllegalArgumentException.class).isPresent()
        || find(causes, java.security.GeneralSecurityException.class).isPresent()
        || find(causes, java.nio.file.NoSuchFileException.class).isPresent()) {
      return "No session to %s could be set up: mend the options for TLS (%s)."
          .formatted(server, firstLine(causes.get(causes.size() - 1)));
    }
    return find(causes, IOException.class).isPresent()
            || find(causes, ConnectionInitException.class).isPresent()
        ? "What answers at %s breaks the connection off: see whether it is Cassandra, runs and wants tls=true, or mend host and port in the URI."
            .formatted(server)
        : "%s gives no connection: %s.".formatted(server, firstLine(causes.get(0)));
  }

  /** Tells whether another try may succeed: nobody answered, or not in time. */
  static boolean isPassing(Throwable error) {
    return causes(error).stream()
        .anyMatch(
            cause ->
                cause instanceof DriverTimeoutException
                    || cause instanceof TimeoutException
                    || cause instanceof QueryExecutionException
                    || cause instanceof AllNodesFailedException
                    || cause instanceof ClosedConnectionException
                    || cause instanceof HeartbeatException);
  }

  private static String late(String server) {
    return "%s did not answer within the time budget: see whether the server hangs, or raise the timeout."
        .formatted(server);
  }

  static String firstLine(Throwable error) {
    String message = error.getMessage();
    return message == null
        ? error.getClass().getSimpleName()
        : message.lines().findFirst().orElse("no message");
  }

  private static <T extends Throwable> Optional<T> find(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Lists the error, its causes and those of each node. */
  static List<Throwable> causes(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    collect(error, causes);
    return causes;
  }

  private static void collect(@Nullable Throwable error, List<Throwable> causes) {
    Throwable at = error;
    while (at != null && causes.size() < DEEPEST && !causes.contains(at)) {
      causes.add(at);
      if (at instanceof AllNodesFailedException all) {
        all.getAllErrors().values().forEach(list -> list.forEach(one -> collect(one, causes)));
      }
      // The driver adds what the network said.
      List.of(at.getSuppressed()).forEach(one -> collect(one, causes));
      at = at.getCause();
    }
  }
}
