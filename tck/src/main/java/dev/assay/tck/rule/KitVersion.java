package dev.assay.tck.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the kit, as the build wrote it down. */
public final class KitVersion {

  /** The version. */
  public static final String VERSION = read();

  private KitVersion() {}

  private static String read() {
    try (InputStream in = KitVersion.class.getResourceAsStream("/dev/assay/tck/kit.properties")) {
      if (in == null) {
        throw new IllegalStateException("The kit does not carry its version");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
