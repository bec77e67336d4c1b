package dev.assay.tck.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.Optional;

/** Reads operations back from JSON; refuses everything that {@link OperationJson} never writes. */
final class OperationParser {

  private OperationParser() {}

  /**
   * Reads an operation.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static Operation operation(JsonNode node) {
    Fields fields = new Fields(node, "operation");
    Operation operation =
        new Operation(
            fields.integer("client"),
            fields.number("start"),
            end(fields),
            call(fields.object("call")),
            answer(fields.object("answer")));
    fields.noOthers();
    return operation;
  }

  private static long end(Fields fields) {
    JsonNode end = fields.node("end");
    if (end.isTextual() && end.textValue().equals(OperationJson.OPEN)) {
      return Operation.OPEN;
    }
    return Fields.number("end", end);
  }

  private static Call call(Fields fields) {
    Call call = call(fields.text("type"), fields);
    fields.noOthers();
    return call;
  }

  private static Call call(String type, Fields fields) {
    return switch (type) {
      case "commit" -> commit(fields);
      case "read" ->
          new Call.Read(
              stream(fields), fields.number("from"), fields.integer("max"), direction(fields));
      case "find-receipt" -> new Call.FindReceipt(stream(fields), request(fields));
      case "read-feed" -> new Call.ReadFeed(fields.integer("partition"), fields.text("after"));
      case "feed-end" -> new Call.FeedEnd(fields.integer("partition"));
      case "holder" -> new Call.Holder(fields.pair("claim", Claim::new));
      case "put" -> new Call.Put(key(fields), fields.number("revision"), fields.text("mark"));
      case "remove" -> new Call.Remove(key(fields), fields.number("revision"));
      case "get" -> new Call.Get(key(fields));
      default -> throw new IllegalArgumentException("there is no call \"" + type + "\"");
    };
  }

  private static Call.Commit commit(Fields fields) {
    return new Call.Commit(
        stream(fields),
        request(fields),
        expected(fields.node("expected")),
        fields.texts("marks"),
        fields.pairs("claims", Claim::new),
        fields.pairs("releases", Claim::new));
  }

  private static Answer answer(Fields fields) {
    Answer answer = answer(fields.text("type"), fields);
    fields.noOthers();
    return answer;
  }

  private static Answer answer(String type, Fields fields) {
    return switch (type) {
      case "committed" -> receipt(fields, Answer.Committed::new);
      case "duplicate" -> receipt(fields, Answer.Duplicate::new);
      case "found" -> receipt(fields, Answer.Found::new);
      case "missing" -> new Answer.Missing();
      case "conflict" -> new Answer.Conflict(fields.number("actual"));
      case "claim-taken" ->
          new Answer.ClaimTaken(
              fields.pair("claim", Claim::new), fields.pair("holder", StreamId::new));
      case "slice" ->
          new Answer.Slice(
              fields.number("head"),
              fields.number("firstRetained"),
              fields.number("first"),
              fields.texts("marks"));
      case "feed-page" ->
          new Answer.FeedPage(
              fields.objects("entries", OperationParser::entry),
              fields.text("next"),
              fields.flag("caughtUp"));
      case "end" -> new Answer.End(fields.text("cursor"));
      case "held-by" -> new Answer.HeldBy(holder(fields));
      default -> viewAnswer(type, fields);
    };
  }

  private static Answer viewAnswer(String type, Fields fields) {
    return switch (type) {
      case "applied" -> new Answer.Applied();
      case "stale" -> new Answer.Stale(fields.number("revision"));
      case "present" -> new Answer.Present(fields.number("revision"), fields.text("mark"));
      case "removed" -> new Answer.Removed(fields.number("revision"));
      case "absent" -> new Answer.Absent();
      case "not-applied" -> new Answer.NotApplied(fields.text("why"));
      case "unknown" -> new Answer.Unknown(fields.text("why"));
      default -> throw new IllegalArgumentException("there is no answer \"" + type + "\"");
    };
  }

  private static Answer.Entry entry(Fields fields) {
    return new Answer.Entry(
        stream(fields),
        request(fields),
        fields.number("before"),
        fields.number("after"),
        fields.text("cursor"),
        fields.texts("marks"));
  }

  private static Answer receipt(Fields fields, ReceiptMaker maker) {
    return maker.make(
        fields.number("before"),
        fields.number("after"),
        fields.integer("partition"),
        fields.text("cursor"));
  }

  private interface ReceiptMaker {
    Answer make(long before, long after, int partition, String cursor);
  }

  private static Optional<StreamId> holder(Fields fields) {
    return fields.has("stream") ? Optional.of(stream(fields)) : Optional.empty();
  }

  private static StreamId stream(Fields fields) {
    return fields.pair("stream", StreamId::new);
  }

  private static RequestId request(Fields fields) {
    return new RequestId(fields.text("request"));
  }

  private static ViewKey key(Fields fields) {
    return fields.pair("key", ViewKey::new);
  }

  private static Direction direction(Fields fields) {
    String word = fields.text("direction");
    for (Direction direction : Direction.values()) {
      if (Words.direction(direction).equals(word)) {
        return direction;
      }
    }
    throw new IllegalArgumentException("there is no direction \"" + word + "\"");
  }

  private static ExpectedVersion expected(JsonNode node) {
    if (node.isTextual() && node.textValue().equals(OperationJson.ANY)) {
      return ExpectedVersion.any();
    }
    if (node.isTextual() && node.textValue().equals(OperationJson.EXISTS)) {
      return ExpectedVersion.exists();
    }
    return ExpectedVersion.exactly(Fields.number("expected", node));
  }
}
