package dev.assay.testbed;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts DynamoDB Local as its own main class cannot:
 *
 * <ul>
 *   <li>It listens on 127.0.0.1 alone, not on every address of the machine.
 *   <li>It answers a transaction when it is committed. By itself it answers when the {@code COMMIT}
 *       is queued for the thread that writes the database, so that the last transactions before a
 *       kill were acknowledged and are gone. Here each is looked up behind its {@code COMMIT},
 *       before the answer.
 *   <li>Its database has a write-ahead log, which is synced by each commit. With the rollback
 *       journal that it has by itself, a loss of power just behind a commit can bring the journal
 *       back, and with it the state before.
 * </ul>
 *
 * <p>Takes the folder of the database, and then the arguments of the server's own main class. Runs
 * in the server's JVM, without anything else of the testbed; nothing of the server is known when
 * this is compiled.
 */
public final class DynamoLauncher {
  private static final String LOCAL = "software.amazon.dynamodb.services.local.";
  private static final String SHARED_DATABASE = "shared-local-instance";
  private static final String FULL = "2";
  private static final int JOBS = 10;

  private DynamoLauncher() {}

  /** Starts the server, which goes on when this has returned. */
  public static void main(String[] arguments) throws Throwable {
    try {
      File database = new File(arguments[0], SHARED_DATABASE + ".db");
      String[] own = Arrays.copyOfRange(arguments, 1, arguments.length);
      Object server =
          type("main.ServerRunner")
              .getMethod("createServerFromCommandLineArgs", String[].class)
              .invoke(null, (Object) own);
      bindToLoopback(server);
      useLog(database);
      answerWhatIsCommitted(server, database);
      server.getClass().getMethod("start").invoke(server);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(LOCAL + name);
  }

  private static void bindToLoopback(Object server) throws ReflectiveOperationException {
    Object jetty = field(server, "server");
    Object[] connectors = (Object[]) jetty.getClass().getMethod("getConnectors").invoke(jetty);
    for (Object connector : connectors) {
      connector.getClass().getMethod("setHost", String.class).invoke(connector, "127.0.0.1");
    }
  }

  /** The journal's mode is kept in the file; how often it is synced is built into the library. */
  private static void useLog(File database) throws ReflectiveOperationException {
    // Loads the native library.
    type("shared.access.sqlite.SQLiteDBAccess");
    Class<?> type = Class.forName("com.almworks.sqlite4java.SQLiteConnection");
    Object connection = type.getConstructor(File.class).newInstance(database);
    type.getMethod("open").invoke(connection);
    try {
      String journal = answer(connection, "PRAGMA journal_mode=WAL");
      String synced = answer(connection, "PRAGMA synchronous");
      if (!"wal".equals(journal) || !FULL.equals(synced)) {
        throw new IllegalStateException(
            "The database has the journal %s, synced as %s".formatted(journal, synced));
      }
      System.out.println("Journal: " + journal);
      System.out.println("Synchronous: full");
    } finally {
      type.getMethod("dispose").invoke(connection);
    }
  }

  private static String answer(Object connection, String sql) throws ReflectiveOperationException {
    Object statement =
        connection.getClass().getMethod("prepare", String.class).invoke(connection, sql);
    try {
      statement.getClass().getMethod("step").invoke(statement);
      return String.valueOf(
          statement.getClass().getMethod("columnString", int.class).invoke(statement, 0));
    } finally {
      statement.getClass().getMethod("dispose").invoke(statement);
    }
  }

  /** Puts the client that the server would make for its database in place before it does. */
  @SuppressWarnings("unchecked")
  private static void answerWhatIsCommitted(Object server, File database)
      throws ReflectiveOperationException {
    Object access =
        type("shared.access.sqlite.SQLiteDBAccess")
            .getConstructor(File.class)
            .newInstance(database);
    Class<?> accessType = type("shared.access.LocalDBAccess");
    Class<?> jobsType = type("shared.jobs.JobsRegister");
    Object client =
        type("shared.access.LocalDBClient")
            .getConstructor(accessType, jobsType)
            .newInstance(
                waiting(accessType, access),
                jobsType
                    .getConstructor(ExecutorService.class, boolean.class)
                    .newInstance(Executors.newFixedThreadPool(JOBS), false));
    Object handler = field(field(server, "serverHandler"), "primaryHandler");
    ((Map<String, Object>) field(handler, "dbRequestHandlers")).put(SHARED_DATABASE, client);
  }

  private static Object waiting(Class<?> type, Object access) throws NoSuchMethodException {
    Method begin = type.getMethod("beginTransaction", String.class);
    Method rollback = type.getMethod("rollbackTransaction");
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          Object result = call(access, method, arguments);
          if (method.getName().equals("commitTransaction")) {
            // What begins a transaction waits in the same queue, and tells what the token left.
            Object left = call(access, begin, arguments[0]);
            call(access, rollback);
            if (!Arrays.equals((byte[]) left, (byte[]) arguments[1])) {
              throw new IllegalStateException("The transaction was not committed");
            }
          }
          return result;
        });
  }

  private static Object call(Object target, Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private static Object field(Object target, String name) throws ReflectiveOperationException {
    for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field.get(target);
        }
      }
    }
    throw new NoSuchFieldException(name);
  }
}
