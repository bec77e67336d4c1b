package dev.assay.cli;

/**
 * Shows an adapter the JDK and the SPI, and nothing else of the command line, whose libraries may
 * have other versions than the adapter's own. Of resources it shows the JDK's alone, so that the
 * service files of the built-in adapters stay hidden.
 */
final class SpiOnlyLoader extends ClassLoader {

  private final ClassLoader commandLine;

  SpiOnlyLoader(ClassLoader commandLine) {
    super(ClassLoader.getPlatformClassLoader());
    this.commandLine = commandLine;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith("dev.assay.spi.") || name.startsWith("org.jspecify.annotations.")) {
      return commandLine.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
