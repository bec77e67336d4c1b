package dev.assay.tck.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.spi.Capability;
import dev.assay.spi.Cost;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Limit;
import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.Operation;
import dev.assay.tck.run.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a report as JSON that follows {@code report.schema.json}.
 *
 * <p>The field {@code digest} is {@code sha256:} and the digest of the canonical text of all the
 * other fields: keys sorted, no white space, UTF-8.
 */
public final class ReportJson {

  private static final String DIGEST = "digest";
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectMapper CANONICAL =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ReportJson() {}

  /** Returns the text of {@code report.json}. */
  public static String write(Report report) {
    ObjectNode tree = tree(report);
    tree.put(DIGEST, digest(tree));
    return text(MAPPER, tree) + "\n";
  }

  /** Returns the digest that the report carries. */
  public static String digest(Report report) {
    return digest(tree(report));
  }

  /**
   * Tells whether a {@code report.json} is as the kit wrote it. This shows damage, not honesty:
   * whoever changes a report can compute the digest anew.
   *
   * @throws IllegalArgumentException if the text is not a JSON object
   */
  public static boolean intact(String json) {
    if (!(read(json) instanceof ObjectNode tree)) {
      throw new IllegalArgumentException("A report is a JSON object");
    }
    JsonNode stated = tree.remove(DIGEST);
    return stated != null && stated.isTextual() && stated.asText().equals(digest(tree));
  }

  /** Returns the JSON Schema of {@code report.json}. */
  public static String schema() {
    try (InputStream in = ReportJson.class.getResourceAsStream("report.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("report.schema.json is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A report is a JSON object", e);
    }
  }

  static String digest(ObjectNode tree) {
    try {
      Object sortable = CANONICAL.convertValue(tree, Map.class);
      byte[] bytes = CANONICAL.writeValueAsString(sortable).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM writes JSON and has SHA-256", e);
    }
  }

  private static String text(ObjectMapper mapper, JsonNode tree) {
    try {
      return mapper.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always written", e);
    }
  }

  private static ObjectNode tree(Report report) {
    Declaration subject = report.subject();
    ObjectNode out = NODES.objectNode();
    out.put("schema", Report.SCHEMA);
    out.put("outcome", report.outcome().word());
    out.set("kit", kit(report));
    out.putObject("adapter")
        .put("name", subject.adapter())
        .put("version", subject.adapterVersion());
    out.set("backend", backend(subject.backend()));
    out.set("run", run(report.run()));
    out.set("environment", environment(report.environment()));
    out.set("seals", seals(report));
    out.set("groups", groups(report));
    out.set("stores", stores(report));
    out.set("histories", histories(report));
    if (!report.costs().isEmpty()) {
      out.set("costs", costs(report));
    }
    out.set("notProven", texts(report.notProven()));
    out.putObject("completeness")
        .put("planned", report.rules().size())
        .put("judged", report.judged())
        .put("complete", report.complete());
    return out;
  }

  private static ObjectNode kit(Report report) {
    return NODES
        .objectNode()
        .put("version", report.kit().version())
        .put("ruleSetDigest", report.kit().ruleSetDigest());
  }

  private static ObjectNode backend(Declaration.Backend backend) {
    return NODES
        .objectNode()
        .put("name", backend.name())
        .put("version", backend.version())
        .put("topology", backend.topology());
  }

  private static ObjectNode run(Report.Run run) {
    ObjectNode out = NODES.objectNode();
    out.put("start", time(run.start()));
    out.put("end", time(run.end()));
    // As text: readers that take every number for a double would round it.
    out.put("seed", Long.toString(run.seed()));
    out.put("profile", run.profile());
    out.set("groups", texts(run.groups()));
    out.put("uri", run.uri());
    out.put("command", run.command());
    return out;
  }

  private static ObjectNode environment(Report.Environment environment) {
    return NODES
        .objectNode()
        .put("os", environment.os())
        .put("architecture", environment.architecture())
        .put("cpus", environment.cpus())
        .put("jvm", environment.jvm());
  }

  private static ArrayNode seals(Report report) {
    ArrayNode out = NODES.arrayNode();
    for (Report.Seal seal : report.seals()) {
      out.addObject()
          .put("name", seal.name())
          .put("state", seal.state().label())
          .put("reason", seal.reason());
    }
    return out;
  }

  private static ArrayNode groups(Report report) {
    ArrayNode out = NODES.arrayNode();
    for (Report.Group group : report.groups()) {
      ObjectNode node = out.addObject().put("id", group.id()).put("title", group.title());
      ArrayNode rules = node.putArray("rules");
      group.rules().forEach(rule -> rules.add(rule(rule)));
    }
    return out;
  }

  private static ObjectNode rule(Report.Rule rule) {
    ObjectNode out = NODES.objectNode();
    out.put("id", rule.id());
    out.put("title", rule.title());
    out.put("must", rule.must());
    out.set("requires", texts(rule.requires()));
    out.put("verdict", rule.verdict().label());
    out.put("milliseconds", rule.duration().toMillis());
    out.set("evidence", map(rule.evidence()));
    if (!rule.explanation().isEmpty()) {
      out.put(rule.verdict() == Verdict.FAIL ? "failure" : "reason", rule.explanation());
    }
    rule.counterexample().ifPresent(example -> out.set("counterexample", counterexample(example)));
    return out;
  }

  private static ObjectNode counterexample(Counterexample example) {
    ObjectNode out =
        NODES
            .objectNode()
            .put("anomaly", example.anomaly().id())
            .put("subject", example.subject())
            .put("explanation", example.explanation());
    ArrayNode bars = out.putArray("calls");
    example.bars().forEach(bar -> bars.add(bar(bar)));
    return out;
  }

  private static ObjectNode bar(Counterexample.Bar bar) {
    ObjectNode out = NODES.objectNode();
    out.put("client", bar.lane());
    out.put("call", bar.call());
    out.put("answer", bar.answer());
    out.put("start", bar.start());
    if (bar.end() != Operation.OPEN) {
      out.put("end", bar.end());
    }
    out.put("status", bar.status().word());
    out.put("guilty", bar.guilty());
    return out;
  }

  private static ArrayNode histories(Report report) {
    ArrayNode out = NODES.arrayNode();
    for (Report.RecordedHistory history : report.histories()) {
      ObjectNode node = out.addObject();
      node.put("rule", history.rule());
      node.put("name", history.name());
      node.put("operations", history.operations());
      node.put("digest", history.digest());
      node.put("verdict", history.verdict().label());
      node.set("anomalies", texts(history.anomalies()));
    }
    return out;
  }

  private static ArrayNode costs(Report report) {
    ArrayNode out = NODES.arrayNode();
    for (Report.WorkCost cost : report.costs()) {
      ObjectNode node = out.addObject();
      node.put("kind", cost.kind().word());
      node.put("work", cost.work());
      ArrayNode units = node.putArray("units");
      cost.units().forEach((unit, figures) -> units.add(cost(unit, figures)));
      if (!cost.failure().isEmpty()) {
        node.put("failure", cost.failure());
      }
    }
    return out;
  }

  private static ObjectNode cost(String unit, Cost cost) {
    ObjectNode out = NODES.objectNode().put("unit", unit);
    cost.told().ifPresent(figure -> put(out, "told", figure));
    if (cost.untold() > 0) {
      put(out, "untold", cost.untold());
    }
    cost.formula().ifPresent(figure -> put(out, "formula", figure));
    put(out, "least", cost.least());
    return out;
  }

  // Whole figures are written as such, so that every reader writes them again in the same way.
  private static void put(ObjectNode out, String name, double figure) {
    if (figure == Math.rint(figure) && figure < 1L << 53) {
      out.put(name, (long) figure);
    } else {
      out.put(name, figure);
    }
  }

  private static ArrayNode stores(Report report) {
    ArrayNode out = NODES.arrayNode();
    for (Report.Store store : report.stores()) {
      Declaration said = store.declaration();
      ObjectNode node = out.addObject();
      node.put("kind", store.kind().word());
      node.put("adapter", said.adapter());
      node.put("adapterVersion", said.adapterVersion());
      node.set("backend", backend(said.backend()));
      node.set("capabilities", texts(said.capabilities().stream().map(Capability::name).toList()));
      node.set("limits", limits(said));
      node.set("durability", durability(said.durability()));
      said.feed().ifPresent(feed -> node.set("feed", feed(feed)));
    }
    return out;
  }

  private static ObjectNode limits(Declaration said) {
    ObjectNode out = NODES.objectNode();
    for (Limit limit : Limit.values()) {
      out.putObject(limit.name())
          .put("value", said.limits().get(limit))
          .put("floor", limit.floor());
    }
    return out;
  }

  private static ObjectNode durability(Durability said) {
    ObjectNode out = NODES.objectNode();
    out.put("processCrash", promise(said.processCrash()));
    out.put("powerLoss", promise(said.powerLoss()));
    out.put("failover", promise(said.failover()));
    out.set("settings", map(said.settings()));
    return out;
  }

  static String promise(Durability.Promise promise) {
    return promise.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static ObjectNode feed(Declaration.Feed feed) {
    return NODES
        .objectNode()
        .put("partitions", feed.partitions())
        .put("lagMilliseconds", feed.lag().toMillis());
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static ArrayNode texts(Collection<String> values) {
    ArrayNode out = NODES.arrayNode();
    values.forEach(out::add);
    return out;
  }

  private static ObjectNode map(Map<String, String> values) {
    ObjectNode out = NODES.objectNode();
    new TreeMap<>(values).forEach(out::put);
    return out;
  }
}
