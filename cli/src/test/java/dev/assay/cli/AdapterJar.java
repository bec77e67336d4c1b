package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStoreProvider;
import dev.assay.spi.StoreUri;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Makes jars of adapters that the command line has never heard of. */
final class AdapterJar {

  private static final String EVENTS = "dev.assay.spi.event.EventStoreProvider";
  private static final String VIEWS = "dev.assay.spi.view.ViewStoreProvider";

  private static final String EVENT_PROVIDER =
      """
      package org.acme.my;
      import dev.assay.adapter.memory.MemoryEventStore;
      import dev.assay.spi.StoreUri;
      import dev.assay.spi.event.EventStore;
      import dev.assay.spi.event.EventStoreProvider;
      import java.util.Set;
      public final class MyEvents implements EventStoreProvider {
        public String name() { return "my"; }
        public Set<String> schemes() { return Set.of("my"); }
        public EventStore open(StoreUri uri) { %s }
      }
      """;

  private static final String VIEW_PROVIDER =
      """
      package org.acme.my;
      import dev.assay.adapter.memory.MemoryViewStore;
      import dev.assay.spi.StoreUri;
      import dev.assay.spi.view.ViewStore;
      import dev.assay.spi.view.ViewStoreProvider;
      import java.util.Set;
      public final class MyViews implements ViewStoreProvider {
        public String name() { return "my"; }
        public Set<String> schemes() { return Set.of("my"); }
        public ViewStore open(StoreUri uri) { return MemoryViewStore.open("my", uri.realm()); }
      }
      """;

  /** Opens the reference under another scheme. */
  static final String REFERENCE = "return MemoryEventStore.open(\"my\", uri.realm());";

  /** The system property that counts the realms which the telltale store dropped. */
  static final String DROPPED = "org.acme.my.dropped";

  /** Opens a store whose every commit fails and tells the password. */
  static final String TELLTALE =
      """
      EventStore real = MemoryEventStore.open("my", uri.realm());
      String password = uri.password().orElse("none");
      return (EventStore) java.lang.reflect.Proxy.newProxyInstance(
          MyEvents.class.getClassLoader(), new Class<?>[] {EventStore.class},
          (self, method, args) -> {
            if (method.getName().equals("commit")) {
              throw new IllegalStateException("login with " + password + " failed at " + uri);
            }
            if (method.getName().equals("dropRealm")) {
              int dropped = Integer.getInteger("org.acme.my.dropped", 0);
              System.setProperty("org.acme.my.dropped", String.valueOf(dropped + 1));
            }
            if (method.isDefault()) {
              return java.lang.reflect.InvocationHandler.invokeDefault(self, method, args);
            }
            return method.invoke(real, args);
          });
      """;

  /** Cannot open any store, and tells the password. */
  static final String UNREACHABLE =
      """
      throw new dev.assay.spi.StoreUnavailable(
          "The server does not let me in with " + uri.password().orElse("none") + ".",
          new RuntimeException("password=" + uri.password().orElse("none")));
      """;

  /** Breaks the promise of throwing a StoreException. */
  static final String BROKEN = "throw new NullPointerException(\"no client\");";

  private AdapterJar() {}

  /** Makes a jar with an event store, and the reference's classes. */
  static Path events(Path folder, String open) {
    return make(folder, Map.of("MyEvents", EVENT_PROVIDER.formatted(open)), true);
  }

  /** Makes a jar with a view store, and the reference's classes. */
  static Path views(Path folder) {
    return make(folder, Map.of("MyViews", VIEW_PROVIDER), true);
  }

  /** Makes a jar with both stores, and the reference's classes. */
  static Path both(Path folder) {
    return make(
        folder,
        Map.of("MyEvents", EVENT_PROVIDER.formatted(REFERENCE), "MyViews", VIEW_PROVIDER),
        true);
  }

  /** Makes a jar with an event store that lacks the classes that it needs. */
  static Path withoutReference(Path folder) {
    return make(folder, Map.of("MyEvents", EVENT_PROVIDER.formatted(REFERENCE)), false);
  }

  /** Makes a jar of the reference's classes alone, as a library. */
  static Path library(Path folder) {
    return make(folder, Map.of(), true);
  }

  private static Path make(Path folder, Map<String, String> sources, boolean reference) {
    try {
      Path classes = Files.createTempDirectory(folder, "classes");
      sources.forEach((name, source) -> compile(classes, name, source));
      Path jar = Files.createTempFile(folder, "adapter", ".jar");
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file)) {
        addAll(out, classes);
        addService(out, sources, "MyEvents", EVENTS);
        addService(out, sources, "MyViews", VIEWS);
        if (reference) {
          addReference(out);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path classes, String name, String source) {
    try {
      Path file = Files.writeString(classes.resolve(name + ".java"), source);
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      String path =
          place(StoreUri.class)
              + java.io.File.pathSeparator
              + place(MemoryEventStoreProvider.class);
      List<String> options = List.of("-proc:none", "-cp", path, "-d", classes.toString());
      StringWriter said = new StringWriter();
      boolean good =
          compiler
              .getTask(
                  said,
                  null,
                  null,
                  options,
                  null,
                  compiler
                      .getStandardFileManager(null, null, StandardCharsets.UTF_8)
                      .getJavaFileObjects(file))
              .call();
      assertThat(good).as(said.toString()).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addService(
      JarOutputStream out, Map<String, String> sources, String name, String service)
      throws IOException {
    if (sources.containsKey(name)) {
      add(
          out,
          "META-INF/services/" + service,
          ("org.acme.my." + name).getBytes(StandardCharsets.UTF_8));
    }
  }

  // Run by the build these are folders of classes, run against built archives they are jars.
  private static void addReference(JarOutputStream out) throws IOException {
    Path place = place(MemoryEventStoreProvider.class);
    if (Files.isDirectory(place)) {
      addAll(out, place);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        addAll(out, jar.getPath("/"));
      }
    }
  }

  private static void addAll(JarOutputStream out, Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (!name.equals("module-info.class")) {
          add(out, name, Files.readAllBytes(file));
        }
      }
    }
  }

  private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }

  /** Returns the folder or jar that a class comes from. */
  static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
