package dev.assay.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells the version of the command line, as the build wrote it down. */
final class Versions implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"assay " + read() + " (Java " + Runtime.version() + ")"};
  }

  private static String read() {
    try (InputStream in = Versions.class.getResourceAsStream("cli.properties")) {
      if (in == null) {
        throw new IllegalStateException("The command line does not carry its version");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
