package dev.assay.tck.history;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Histories as files: lines of JSON, in UTF-8, plain or compressed by gzip. Each history is a
 * header line (format, name, seed, version of the kit, number of operations), one line per
 * operation, and a footer line that repeats the number and holds the digest of all lines before it,
 * so that a file that was cut off or changed is told. A file holds any number of histories; files
 * can be joined end to end.
 */
public final class HistoryFile {

  private static final int GZIP_MAGIC = 0x1f8b;

  private HistoryFile() {}

  /** Returns the histories as the content of a compressed file; the same ones give the same. */
  public static byte[] compressed(List<History> histories) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      write(histories, gzip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the histories to a file, compressed if its name ends with {@code .gz}. */
  public static void write(List<History> histories, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream coded = file.toString().endsWith(".gz") ? new GZIPOutputStream(out) : out) {
      write(histories, coded);
    }
  }

  /** Writes the histories as plain lines; the stream stays open. */
  public static void write(List<History> histories, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    for (History history : histories) {
      new HistoryWriter(writer).write(history);
    }
    writer.flush();
  }

  /**
   * Reads a file, compressed or not.
   *
   * @return its histories, at least one
   * @throws InvalidHistory if it is not a whole file of histories
   */
  public static List<History> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  /**
   * Reads a file, compressed or not; the stream stays open.
   *
   * @return its histories, at least one
   * @throws InvalidHistory if it is not a whole file of histories
   */
  public static List<History> read(InputStream in) throws IOException {
    BufferedInputStream plain = new BufferedInputStream(in);
    return new HistoryReader(lines(isCompressed(plain) ? new GZIPInputStream(plain) : plain))
        .read();
  }

  /**
   * Returns the digest of a history: {@code sha256:} and the digest of its lines before the footer.
   * It does not depend on how the file is compressed.
   */
  public static String digest(History history) {
    try {
      return new HistoryWriter(Writer.nullWriter()).write(history);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCompressed(BufferedInputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << Byte.SIZE | in.read();
    in.reset();
    return magic == GZIP_MAGIC;
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)));
  }
}
