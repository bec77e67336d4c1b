package dev.assay.cli;

import dev.assay.spi.event.EventStoreProvider;
import dev.assay.spi.view.ViewStoreProvider;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The adapters that a class loader sees. Closing it closes the jars. */
final class Adapters implements AutoCloseable {

  private final ClassLoader loader;
  private final List<EventStoreProvider> events;
  private final List<ViewStoreProvider> views;

  private Adapters(ClassLoader loader) {
    this.loader = loader;
    events = providers(EventStoreProvider.class);
    views = providers(ViewStoreProvider.class);
  }

  /** Returns the adapters that the command line carries. */
  static Adapters builtIn() {
    return new Adapters(Adapters.class.getClassLoader());
  }

  /**
   * Returns the adapters in jars, which see the JDK, the SPI and each other.
   *
   * @throws CannotJudge if a jar cannot be read, or there is no adapter in them
   */
  static Adapters in(Collection<Path> jars) {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      urls.add(checked(jar));
    }
    ClassLoader spi = new SpiOnlyLoader(Adapters.class.getClassLoader());
    URLClassLoader own = new URLClassLoader("adapter", urls.toArray(URL[]::new), spi);
    try {
      Adapters adapters = new Adapters(own);
      if (adapters.events.isEmpty() && adapters.views.isEmpty()) {
        throw new CannotJudge(
            "There is no adapter in the given jars: one of them must name a provider in META-INF/services/%s or in META-INF/services/%s."
                .formatted(EventStoreProvider.class.getName(), ViewStoreProvider.class.getName()));
      }
      return adapters;
    } catch (RuntimeException e) {
      close(own);
      throw e;
    }
  }

  /** Returns the provider of event stores for a scheme. */
  Optional<EventStoreProvider> events(String scheme) {
    return events.stream().filter(provider -> provider.schemes().contains(scheme)).findFirst();
  }

  /** Returns the provider of view stores for a scheme. */
  Optional<ViewStoreProvider> views(String scheme) {
    return views.stream().filter(provider -> provider.schemes().contains(scheme)).findFirst();
  }

  /** Returns the schemes that some provider opens. */
  Set<String> schemes() {
    Set<String> schemes = new TreeSet<>();
    events.forEach(provider -> schemes.addAll(provider.schemes()));
    views.forEach(provider -> schemes.addAll(provider.schemes()));
    return schemes;
  }

  /** Opens something with the adapter's class loader as that of the thread, as drivers expect. */
  <S> S opened(Supplier<S> opening) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return opening.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Explains what the JVM could not link in an adapter from a jar.
   *
   * @return one sentence with the cause and the mend, if it is such a failure
   */
  static Optional<String> linkFailure(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof NoClassDefFoundError || t instanceof ClassNotFoundException) {
        return Optional.of(missing(String.valueOf(t.getMessage())));
      }
      if (t instanceof UnsupportedClassVersionError) {
        return Optional.of(
            "The adapter was compiled for a newer Java than %s: run assay on that one."
                .formatted(Runtime.version().feature()));
      }
      if (t instanceof LinkageError) {
        return Optional.of(
            "The adapter does not fit this version of the SPI, or two of its libraries do not fit each other (%s): build it against this version."
                .formatted(Session.described(t)));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    if (loader instanceof URLClassLoader own) {
      close(own);
    }
  }

  private <P> List<P> providers(Class<P> type) {
    try {
      return ServiceLoader.load(type, loader).stream().<P>map(ServiceLoader.Provider::get).toList();
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new CannotJudge(
          linkFailure(e).orElseGet(() -> "The adapter cannot be loaded: " + e.getMessage() + "."),
          e);
    }
  }

  private static String missing(String name) {
    String found = name.replace('/', '.').replaceAll("^(Could not initialize class )", "");
    return "The adapter needs the class %s, which is in none of the given jars: add the jar that has it with --jar, or name the adapter with --coordinates, so that what it needs comes along."
        .formatted(found);
  }

  private static URL checked(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new CannotJudge(
          "There is no file %s: give the path of the adapter's jar.".formatted(jar));
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      zip.size();
      return jar.toUri().toURL();
    } catch (ZipException e) {
      throw new CannotJudge(
          "The file %s is not a jar: give the path of the adapter's jar.".formatted(jar), e);
    } catch (MalformedURLException e) {
      throw new IllegalStateException("every path has a URL", e);
    } catch (IOException e) {
      throw new CannotJudge(
          "The file %s cannot be read (%s).".formatted(jar, Session.described(e)), e);
    }
  }

  private static void close(URLClassLoader loader) {
    try {
      loader.close();
    } catch (IOException e) {
      // The process ends soon, and the system closes what is still open.
    }
  }
}
