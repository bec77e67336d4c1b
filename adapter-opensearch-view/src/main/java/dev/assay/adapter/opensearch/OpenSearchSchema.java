package dev.assay.adapter.opensearch;

import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
import dev.assay.spi.Durability.Promise;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Creates the two indexes of a store if they are missing, and reads back what decides about its
 * promises. Safe when several processes start at once: who comes second finds the index.
 */
final class OpenSearchSchema {

  private static final long VERSION = 1;
  private static final String EXISTS = "resource_already_exists_exception";
  private static final String DURABILITY = "index.translog.durability";

  private final Rest rest;
  private final OpenSearchConfig config;
  private final Deadline deadline;

  OpenSearchSchema(Rest rest, OpenSearchConfig config, Deadline deadline) {
    this.rest = rest;
    this.config = config;
    this.deadline = deadline;
  }

  /** Makes the server ready, and says what it is. */
  OpenSearchServer prepare() {
    Declaration.Backend product = product();
    Answer indexes = indexes();
    if (indexes.status() == Answer.NOT_FOUND) {
      create(config.names(), resource("names.json"));
      create(config.views(), sharded(resource("views.json")));
      indexes = indexes();
    }
    indexes.body().members().forEach(OpenSearchSchema::check);
    JsonObject health = health();
    return new OpenSearchServer(
        new Declaration.Backend(product.name(), product.version(), topology(health)),
        durability(indexes.body(), health));
  }

  private Declaration.Backend product() {
    JsonObject body = rest.read(Request.get("The greeting", "/"), deadline).body();
    JsonObject version = Answer.object(body, "version");
    String product = Answer.text(version, "distribution").orElse("");
    if (!product.equals("opensearch")) {
      throw new StoreUnavailable(
          "What answers at %s is not OpenSearch: mend host and port in the URI."
              .formatted(rest.server()),
          null);
    }
    String number = Answer.text(version, "number").orElse("unknown");
    return new Declaration.Backend("OpenSearch", number, "");
  }

  private Answer indexes() {
    String path = "/%s,%s".formatted(config.views(), config.names());
    return rest.read(Request.get("The look at the indexes", path), deadline, Answer.NOT_FOUND);
  }

  private void create(String alias, JsonObject definition) {
    JsonObject named = definition.with("aliases", JsonObject.of(alias, JsonObject.EMPTY));
    Request request = Request.put("The creation of an index", "/" + alias + "-1", named);
    Answer answer;
    try {
      answer = rest.send(request, deadline);
    } catch (SendFailure e) {
      throw OpenSearchErrors.unread(e);
    }
    if (!answer.succeeded() && !answer.errorType().equals(EXISTS)) {
      throw OpenSearchErrors.refused(request.what(), answer.status(), answer.reason());
    }
  }

  private JsonObject sharded(JsonObject definition) {
    JsonObject settings = Answer.object(definition, "settings");
    return definition.with("settings", settings.with("number_of_shards", config.shards()));
  }

  private static void check(String index, Json found) {
    JsonObject mappings = Answer.object((JsonObject) found, "mappings");
    long version = Answer.number(Answer.object(mappings, "_meta"), "assay").orElse(0L);
    if (version != VERSION) {
      throw new StoreUnavailable(
          "The index '%s' has version %d of this store's mappings, and version %d is needed: use another name in the URI, or another version of the adapter."
              .formatted(index, version, VERSION),
          null);
    }
  }

  private JsonObject health() {
    String path = "/_cluster/health/%s,%s".formatted(config.views(), config.names());
    return rest.read(Request.get("The look at the cluster", path), deadline).body();
  }

  private static String topology(JsonObject health) {
    long nodes = Answer.number(health, "number_of_data_nodes").orElse(1L);
    long primaries = Math.max(1, Answer.number(health, "active_primary_shards").orElse(1L));
    long copies = Answer.number(health, "active_shards").orElse(primaries) / primaries;
    return nodes == 1
        ? "single node"
        : "%d nodes, replication %d".formatted(nodes, Math.max(1, copies));
  }

  private static Durability durability(JsonObject indexes, JsonObject health) {
    SortedMap<String, String> settings = new TreeMap<>();
    boolean fsync = true;
    for (Map.Entry<String, Json> index : indexes.members().entrySet()) {
      String value = translog((JsonObject) index.getValue());
      settings.put(index.getKey() + " " + DURABILITY, value);
      fsync &= value.equals("request");
    }
    long primaries = Answer.number(health, "active_primary_shards").orElse(0L);
    long active = Answer.number(health, "active_shards").orElse(0L);
    settings.put("active copies of each shard", String.valueOf(active / Math.max(1, primaries)));
    Promise disk = fsync ? Promise.KEPT : Promise.NOT_KEPT;
    Promise failover = active >= 2 * primaries ? Promise.KEPT : Promise.NOT_KEPT;
    return new Durability(disk, disk, failover, settings);
  }

  // What is not set is the server's default: request.
  private static String translog(JsonObject index) {
    JsonObject settings = Answer.object(Answer.object(index, "settings"), "index");
    return Answer.text(Answer.object(settings, "translog"), "durability").orElse("request");
  }

  private static JsonObject resource(String name) {
    try (InputStream in = OpenSearchSchema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path");
      }
      return JsonObject.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
