package dev.assay.testbed;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Starts an OpenSearch node, whose own main class wants an installation with scripts and folders.
 * Runs in the server's JVM, without anything else of the testbed, and knows the server by name
 * only: OpenSearch 3 needs a newer Java than this class is compiled for, and names its modules
 * otherwise than OpenSearch 2.
 */
public final class OpenSearchLauncher {

  // In the order of their names: the last one extends the one before it.
  private static final List<String> MODULES =
      List.of(
          "org.opensearch.transport.Netty4",
          "org.opensearch.index.reindex.Reindex",
          "org.opensearch.analysis.common.CommonAnalysis",
          "org.opensearch.painless.Painless",
          "org.opensearch.index.mapper.MapperExtras",
          "org.opensearch.join.ParentJoin");

  private OpenSearchLauncher() {}

  /** Takes the folder of the configuration and settings as {@code name=value}. */
  public static void main(String[] arguments) throws Throwable {
    try {
      Object node = node(Path.of(arguments[0]), settings(arguments));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close((Closeable) node)));
      node.getClass().getMethod("start").invoke(node);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
    // The node's own threads are daemons.
    new CountDownLatch(1).await();
  }

  private static Map<String, String> settings(String[] arguments) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    return settings;
  }

  private static Object node(Path configuration, Map<String, String> settings)
      throws ReflectiveOperationException {
    Object environment = environment(configuration, settings);
    Constructor<?> constructor =
        Class.forName("org.opensearch.node.Node")
            .getDeclaredConstructor(
                Class.forName("org.opensearch.env.Environment"), Collection.class, boolean.class);
    constructor.setAccessible(true);
    return constructor.newInstance(environment, modules(), false);
  }

  private static Object environment(Path configuration, Map<String, String> settings)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName("org.opensearch.common.settings.Settings");
    Supplier<String> name = () -> "node";
    return Class.forName("org.opensearch.node.InternalSettingsPreparer")
        .getMethod("prepareEnvironment", type, Map.class, Path.class, Supplier.class)
        .invoke(null, type.getField("EMPTY").get(null), settings, configuration, name);
  }

  private static List<Object> modules() throws ReflectiveOperationException {
    List<Object> modules = new ArrayList<>();
    boolean described = exists(MODULES.get(0) + "ModulePlugin");
    for (String module : MODULES) {
      modules.add(
          described ? description(module + "ModulePlugin") : Class.forName(module + "Plugin"));
    }
    return modules;
  }

  private static boolean exists(String name) {
    try {
      Class.forName(name);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Describes a module as OpenSearch 3 wants it, in words that nobody reads but for the names. */
  private static Object description(String name) throws ReflectiveOperationException {
    Class<?> version = Class.forName("org.opensearch.Version");
    List<String> extended = name.contains("CommonAnalysis") ? List.of("lang-painless") : List.of();
    String title = name.contains("Painless") ? "lang-painless" : name;
    return Class.forName("org.opensearch.plugins.PluginInfo")
        .getConstructor(
            String.class,
            String.class,
            String.class,
            version,
            String.class,
            String.class,
            String.class,
            List.class,
            boolean.class)
        .newInstance(
            title,
            "a module",
            "any",
            version.getField("CURRENT").get(null),
            "1.8",
            name,
            null,
            extended,
            false);
  }

  private static void close(Closeable node) {
    try {
      node.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
