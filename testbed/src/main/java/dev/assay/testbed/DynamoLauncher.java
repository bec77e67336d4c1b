package dev.assay.testbed;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;

/**
 * Starts DynamoDB Local on 127.0.0.1, which its own main class cannot: it listens on every address
 * of the machine. Runs in the server's JVM, without anything else of the testbed.
 */
public final class DynamoLauncher {
  private static final String RUNNER = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private DynamoLauncher() {}

  /** Takes the arguments of the server's own main class. */
  public static void main(String[] arguments) throws Throwable {
    try {
      Object server =
          Class.forName(RUNNER)
              .getMethod("createServerFromCommandLineArgs", String[].class)
              .invoke(null, (Object) arguments);
      bindToLoopback(server);
      server.getClass().getMethod("start").invoke(server);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static void bindToLoopback(Object server) throws ReflectiveOperationException {
    Field field = server.getClass().getDeclaredField("server");
    field.setAccessible(true);
    Object jetty = field.get(server);
    Object[] connectors = (Object[]) jetty.getClass().getMethod("getConnectors").invoke(jetty);
    for (Object connector : connectors) {
      connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
    }
  }
}
