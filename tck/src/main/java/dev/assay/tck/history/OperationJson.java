package dev.assay.tck.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.util.List;
import java.util.function.Consumer;

/** Writes operations as JSON; {@link OperationParser} reads them back. */
final class OperationJson {

  static final String OPEN = "open";
  static final String ANY = "any";
  static final String EXISTS = "exists";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private OperationJson() {}

  static ObjectNode of(Operation operation) {
    ObjectNode node = NODES.objectNode();
    node.put("client", operation.client()).put("start", operation.start());
    if (operation.end() == Operation.OPEN) {
      node.put("end", OPEN);
    } else {
      node.put("end", operation.end());
    }
    node.set("call", call(operation.call()));
    node.set("answer", answer(operation.answer()));
    return node;
  }

  private static ObjectNode call(Call call) {
    if (call instanceof Call.Commit commit) {
      return commit(commit);
    }
    if (call instanceof Call.Read read) {
      return typed("read", node -> read(read, node));
    }
    if (call instanceof Call.FindReceipt find) {
      return typed("find-receipt", node -> request(find.stream(), find.request().value(), node));
    }
    if (call instanceof Call.ReadFeed feed) {
      return typed(
          "read-feed", node -> node.put("partition", feed.partition()).put("after", feed.after()));
    }
    if (call instanceof Call.FeedEnd end) {
      return typed("feed-end", node -> node.put("partition", end.partition()));
    }
    if (call instanceof Call.Holder holder) {
      return typed("holder", node -> node.set("claim", claim(holder.claim())));
    }
    return viewCall(call);
  }

  private static ObjectNode viewCall(Call call) {
    if (call instanceof Call.Put put) {
      return typed("put", node -> write(put.key(), put.revision(), node).put("mark", put.mark()));
    }
    if (call instanceof Call.Remove remove) {
      return typed("remove", node -> write(remove.key(), remove.revision(), node));
    }
    if (call instanceof Call.Get get) {
      return typed("get", node -> node.set("key", key(get.key())));
    }
    throw new IllegalArgumentException("Not a call: " + call);
  }

  private static ObjectNode commit(Call.Commit commit) {
    ObjectNode node = NODES.objectNode().put("type", "commit");
    request(commit.stream(), commit.request().value(), node);
    node.set("expected", expected(commit.expected()));
    node.set("marks", texts(commit.marks()));
    node.set("claims", claims(commit.claims()));
    node.set("releases", claims(commit.releases()));
    return node;
  }

  private static void read(Call.Read read, ObjectNode node) {
    node.set("stream", stream(read.stream()));
    node.put("from", read.from()).put("max", read.max());
    node.put("direction", Words.direction(read.direction()));
  }

  private static ObjectNode write(ViewKey key, long revision, ObjectNode node) {
    node.set("key", key(key));
    return node.put("revision", revision);
  }

  private static ObjectNode answer(Answer answer) {
    if (answer instanceof Answer.Receipted receipt) {
      return receipt(receipt);
    }
    if (answer instanceof Answer.Conflict conflict) {
      return typed("conflict", node -> node.put("actual", conflict.actual()));
    }
    if (answer instanceof Answer.ClaimTaken taken) {
      return typed("claim-taken", node -> taken(taken, node));
    }
    if (answer instanceof Answer.Slice slice) {
      return typed("slice", node -> slice(slice, node));
    }
    if (answer instanceof Answer.FeedPage page) {
      return typed("feed-page", node -> page(page, node));
    }
    if (answer instanceof Answer.End end) {
      return typed("end", node -> node.put("cursor", end.cursor()));
    }
    if (answer instanceof Answer.HeldBy held) {
      return typed(
          "held-by", node -> held.stream().ifPresent(by -> node.set("stream", stream(by))));
    }
    return viewAnswer(answer);
  }

  private static ObjectNode viewAnswer(Answer answer) {
    if (answer instanceof Answer.Stale stale) {
      return typed("stale", node -> node.put("revision", stale.revision()));
    }
    if (answer instanceof Answer.Present present) {
      return typed(
          "present", node -> node.put("revision", present.revision()).put("mark", present.mark()));
    }
    if (answer instanceof Answer.Removed removed) {
      return typed("removed", node -> node.put("revision", removed.revision()));
    }
    if (answer instanceof Answer.NotApplied not) {
      return typed("not-applied", node -> node.put("why", not.why()));
    }
    if (answer instanceof Answer.Unknown unknown) {
      return typed("unknown", node -> node.put("why", unknown.why()));
    }
    return typed(bare(answer), node -> {});
  }

  private static String bare(Answer answer) {
    if (answer instanceof Answer.Missing) {
      return "missing";
    }
    return answer instanceof Answer.Applied ? "applied" : "absent";
  }

  private static ObjectNode receipt(Answer.Receipted receipt) {
    ObjectNode node = NODES.objectNode().put("type", receiptType(receipt));
    node.put("before", receipt.before()).put("after", receipt.after());
    return node.put("partition", receipt.partition()).put("cursor", receipt.cursor());
  }

  private static String receiptType(Answer.Receipted receipt) {
    if (receipt instanceof Answer.Committed) {
      return "committed";
    }
    return receipt instanceof Answer.Duplicate ? "duplicate" : "found";
  }

  private static void taken(Answer.ClaimTaken taken, ObjectNode node) {
    node.set("claim", claim(taken.claim()));
    node.set("holder", stream(taken.holder()));
  }

  private static void slice(Answer.Slice slice, ObjectNode node) {
    node.put("head", slice.head()).put("firstRetained", slice.firstRetained());
    node.put("first", slice.first()).set("marks", texts(slice.marks()));
  }

  private static void page(Answer.FeedPage page, ObjectNode node) {
    ArrayNode entries = node.putArray("entries");
    page.entries().forEach(entry -> entries.add(entry(entry)));
    node.put("next", page.next()).put("caughtUp", page.caughtUp());
  }

  private static ObjectNode entry(Answer.Entry entry) {
    ObjectNode node = NODES.objectNode();
    request(entry.stream(), entry.request().value(), node);
    node.put("before", entry.before()).put("after", entry.after()).put("cursor", entry.cursor());
    node.set("marks", texts(entry.marks()));
    return node;
  }

  private static ObjectNode typed(String type, Consumer<ObjectNode> fields) {
    ObjectNode node = NODES.objectNode().put("type", type);
    fields.accept(node);
    return node;
  }

  private static void request(StreamId stream, String request, ObjectNode node) {
    node.set("stream", stream(stream));
    node.put("request", request);
  }

  private static JsonNode expected(ExpectedVersion expected) {
    if (expected instanceof ExpectedVersion.Exactly exactly) {
      return NODES.numberNode(exactly.version());
    }
    return NODES.textNode(expected instanceof ExpectedVersion.Any ? ANY : EXISTS);
  }

  private static ArrayNode stream(StreamId stream) {
    return NODES.arrayNode().add(stream.type()).add(stream.id());
  }

  private static ArrayNode claim(Claim claim) {
    return NODES.arrayNode().add(claim.space()).add(claim.value());
  }

  private static ArrayNode key(ViewKey key) {
    return NODES.arrayNode().add(key.collection()).add(key.id());
  }

  private static ArrayNode claims(List<Claim> claims) {
    ArrayNode out = NODES.arrayNode();
    claims.forEach(claim -> out.add(claim(claim)));
    return out;
  }

  private static ArrayNode texts(List<String> texts) {
    ArrayNode out = NODES.arrayNode();
    texts.forEach(out::add);
    return out;
  }
}
