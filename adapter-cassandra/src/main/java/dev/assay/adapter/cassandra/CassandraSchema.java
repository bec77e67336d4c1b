package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import dev.assay.adapter.cassandra.CassandraConfig.Tables;
import dev.assay.spi.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keyspace and the tables of the store, and how they come to be.
 *
 * <p>Two processes that start at once may create the same table on two nodes, which would know it
 * under two ids for ever. So every table is created under an id that follows from its name: what
 * the two have created is one and the same.
 */
final class CassandraSchema {

  private static final List<String> FILES = List.of("schema.cql", "schema-requests.cql");
  private static final Pattern STATEMENT =
      Pattern.compile("(?ms)^create table if not exists assay\\.([a-z_]+) \\((.*?)^\\)(.*?);$");
  private static final Pattern COLUMN = Pattern.compile("(?m)^ {2}(?!primary key)([a-z_]+) ");

  private static final long LEAST_NANOS = Duration.ofMillis(50).toNanos();

  private final CqlSession session;
  private final String server;
  private final CassandraConfig config;

  CassandraSchema(Lease lease, CassandraConfig config) {
    this.session = lease.session();
    this.server = lease.server();
    this.config = config;
  }

  /** One table: its columns, and the statement that creates it. */
  private record Table(String name, Set<String> columns, String statement) {}

  /**
   * Brings keyspace and tables to where this adapter needs them, or checks that they are there.
   *
   * @throws StoreUnavailable if they are not and may not be created, or are of another version
   */
  void prepare(Deadline deadline) {
    List<Table> needed = tables();
    Map<String, Set<String>> found = columns(deadline);
    List<Table> missing = needed.stream().filter(t -> !found.containsKey(t.name())).toList();
    if (!missing.isEmpty() && config.tables() == Tables.VERIFY) {
      throw missing(missing, deadline);
    }
    if (!missing.isEmpty()) {
      create(missing, deadline);
    }
    needed.forEach(table -> checkColumns(table, found));
  }

  private StoreUnavailable missing(List<Table> missing, Deadline deadline) {
    if (keyspace(session, server, config.keyspace(), deadline) == null) {
      return new StoreUnavailable(
          "%s has no keyspace '%s': open it once with tables=create, or mend its name in the URI"
              .formatted(server, config.keyspace()),
          null);
    }
    return new StoreUnavailable(
        "The keyspace '%s' lacks the tables %s: open it once with tables=create"
            .formatted(config.keyspace(), missing.stream().map(Table::name).toList()),
        null);
  }

  private void checkColumns(Table table, Map<String, Set<String>> found) {
    Set<String> lacking = new TreeSet<>(table.columns());
    lacking.removeAll(found.getOrDefault(table.name(), table.columns()));
    if (!lacking.isEmpty()) {
      throw new StoreUnavailable(
          "The table '%s.%s' lacks the columns %s: another version of this adapter made it; use that one or another keyspace"
              .formatted(config.keyspace(), table.name(), lacking),
          null);
    }
  }

  private Map<String, Set<String>> columns(Deadline deadline) {
    SimpleStatement query =
        SimpleStatement.newInstance(
            "select table_name, column_name from system_schema.columns where keyspace_name = ?",
            config.keyspace());
    Map<String, Set<String>> found = new TreeMap<>();
    for (Row row : Opening.ask(session, server, query, deadline)) {
      found
          .computeIfAbsent(row.getString(0), name -> new TreeSet<>())
          .add(String.valueOf(row.getString(1)));
    }
    return found;
  }

  /** Returns the keyspace's row, or null if there is none. */
  static @Nullable Row keyspace(CqlSession session, String server, String name, Deadline deadline) {
    SimpleStatement query =
        SimpleStatement.newInstance(
            "select durable_writes, replication from system_schema.keyspaces where keyspace_name = ?",
            name);
    List<Row> rows = Opening.ask(session, server, query, deadline);
    return rows.isEmpty() ? null : rows.get(0);
  }

  // All by one node: another one may not know the keyspace yet when it is told of a table.
  private void create(List<Table> missing, Deadline deadline) {
    List<Node> nodes = connected();
    for (int i = 0; ; i++) {
      try {
        createAt(nodes.get(i % nodes.size()), missing, half(deadline));
        break;
      } catch (StoreUnavailable e) {
        if (!ConnectErrors.isPassing(e) || deadline.leftNanos() < LEAST_NANOS) {
          throw e;
        }
      }
    }
    // A member that is away learns of them when it comes back.
    Opening.await(session.checkSchemaAgreementAsync(), half(deadline).leftNanos());
  }

  private List<Node> connected() {
    List<Node> nodes =
        session.getMetadata().getNodes().values().stream()
            .filter(node -> node.getOpenConnections() > 0)
            .toList();
    if (nodes.isEmpty()) {
      throw new StoreUnavailable("%s gives no connection: try again".formatted(server), null);
    }
    return nodes;
  }

  private static Deadline half(Deadline deadline) {
    return Deadline.in(Duration.ofNanos(Math.max(1, deadline.leftNanos() / 2)));
  }

  private void createAt(Node node, List<Table> missing, Deadline deadline) {
    run(
        node,
        "create keyspace if not exists \"%s\" with replication = %s"
            .formatted(config.keyspace(), config.replication().cql()),
        deadline);
    missing.forEach(table -> run(node, table.statement(), deadline));
  }

  private void run(Node node, String statement, Deadline deadline) {
    Opening.ask(session, server, SimpleStatement.newInstance(statement).setNode(node), deadline);
  }

  private List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    for (String file : FILES) {
      Matcher statements = STATEMENT.matcher(text(file));
      while (statements.find()) {
        tables.add(table(statements));
      }
    }
    return tables;
  }

  private Table table(Matcher parts) {
    String name = parts.group(1);
    Set<String> columns = new TreeSet<>();
    Matcher column = COLUMN.matcher(parts.group(2));
    while (column.find()) {
      columns.add(column.group(1));
    }
    String options = parts.group(3).isBlank() ? " with" : parts.group(3) + " and";
    return new Table(
        name,
        columns,
        "create table if not exists \"%s\".%s (%s)%s id = %s"
            .formatted(config.keyspace(), name, parts.group(2), options, id(name)));
  }

  private UUID id(String table) {
    String name = "dev.assay/" + config.keyspace() + "." + table;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String file) {
    try (InputStream in = CassandraSchema.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
