package dev.assay.adapter.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The statements of the adapter, read from resource files where an editor can highlight them. */
final class Sql {

  private final String schema;

  /** Takes the checked name of the schema; see {@link PostgresConfig#schema()}. */
  Sql(String schema) {
    this.schema = schema;
  }

  /** Reads a file and puts the schema's name in its place. */
  String text(String file) {
    return statement(
        resource(file)
            .lines()
            .filter(line -> !line.startsWith("--"))
            .collect(Collectors.joining("\n")));
  }

  /** Puts the schema's name in its place in a statement that holds no values. */
  String statement(String text) {
    return text.replace("assay.", '"' + schema + "\".");
  }

  private static String resource(String file) {
    try (InputStream in = Sql.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the adapter's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
