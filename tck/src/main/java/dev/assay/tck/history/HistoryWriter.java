package dev.assay.tck.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.Writer;

/** Writes one history. */
final class HistoryWriter {

  static final String FORMAT = "assay-history";
  static final int VERSION = 1;

  private final Writer out;
  private final HistoryDigest digest = new HistoryDigest();

  HistoryWriter(Writer out) {
    this.out = out;
  }

  /** Writes the history and returns its digest. */
  String write(History history) throws IOException {
    line(header(history));
    for (Operation operation : history.operations()) {
      line(OperationJson.of(operation));
    }
    String sum = digest.text();
    line(footer(history, sum));
    return sum;
  }

  private void line(JsonNode node) throws IOException {
    String line = node.toString();
    digest.add(line);
    out.write(line);
    out.write('\n');
  }

  private static JsonNode header(History history) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("format", FORMAT)
        .put("version", VERSION)
        .put("name", history.name())
        .put("seed", history.seed())
        .put("kit", history.kit())
        .put("operations", history.operations().size());
  }

  private static JsonNode footer(History history, String sum) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("operations", history.operations().size())
        .put("digest", sum);
  }
}
