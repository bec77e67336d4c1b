package dev.assay.tck.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads the histories of one file. */
final class HistoryReader {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final BufferedReader lines;
  private final HistoryDigest digest = new HistoryDigest();
  private int number;

  HistoryReader(BufferedReader lines) {
    this.lines = lines;
  }

  List<History> read() throws IOException {
    List<History> histories = new ArrayList<>();
    for (String line = next(); line != null; line = next()) {
      histories.add(history(line));
    }
    if (histories.isEmpty()) {
      throw new InvalidHistory(1, "there is no history");
    }
    return histories;
  }

  private History history(String first) throws IOException {
    Header header = parse(first, HistoryReader::header);
    digest.add(first);
    List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < header.operations; i++) {
      String line = required(header, i);
      operations.add(parse(line, OperationParser::operation));
      digest.add(line);
    }
    String sum = digest.text();
    checkFooter(required(header, header.operations), header, sum);
    return new History(header.name, header.seed, header.kit, operations);
  }

  private String required(Header header, int read) throws IOException {
    String line = next();
    if (line == null) {
      throw new InvalidHistory(
          number + 1,
          "the file ends after %d of %d operations and before the footer: it was cut off"
              .formatted(read, header.operations));
    }
    return line;
  }

  private void checkFooter(String line, Header header, String sum) {
    Footer footer = parse(line, HistoryReader::footer);
    if (footer.operations != header.operations) {
      throw new InvalidHistory(
          number,
          "the footer tells of %d operations, the header of %d"
              .formatted(footer.operations, header.operations));
    }
    if (!footer.digest.equals(sum)) {
      throw new InvalidHistory(
          number, "the digest of the lines is %s, not %s".formatted(sum, footer.digest));
    }
  }

  private @Nullable String next() throws IOException {
    number++;
    try {
      String line = lines.readLine();
      number -= line == null ? 1 : 0;
      return line;
    } catch (EOFException e) {
      throw new InvalidHistory(number, "the compressed file was cut off");
    } catch (ZipException e) {
      throw new InvalidHistory(number, "the compressed file is damaged: " + e.getMessage());
    } catch (CharacterCodingException | CharConversionException e) {
      throw new InvalidHistory(number, "this is not UTF-8");
    }
  }

  private <T> T parse(String line, Function<JsonNode, T> parser) {
    try {
      return parser.apply(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      throw new InvalidHistory(number, "this is not JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw new InvalidHistory(number, String.valueOf(e.getMessage()));
    }
  }

  private static Header header(JsonNode node) {
    Fields fields = new Fields(node, "header");
    String format = fields.text("format");
    if (!format.equals(HistoryWriter.FORMAT)) {
      throw new IllegalArgumentException("the format is \"%s\"".formatted(format));
    }
    int version = fields.integer("version");
    if (version != HistoryWriter.VERSION) {
      throw new IllegalArgumentException(
          "the version of the format is %d; this kit reads %d"
              .formatted(version, HistoryWriter.VERSION));
    }
    Header header =
        new Header(
            fields.text("name"),
            fields.anyNumber("seed"),
            fields.text("kit"),
            fields.integer("operations"));
    fields.noOthers();
    return header;
  }

  private static Footer footer(JsonNode node) {
    Fields fields = new Fields(node, "footer");
    Footer footer = new Footer(fields.integer("operations"), fields.text("digest"));
    fields.noOthers();
    return footer;
  }

  private record Header(String name, long seed, String kit, int operations) {}

  private record Footer(int operations, String digest) {}
}
