package dev.assay.testbed;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Talks to one node of Cassandra. */
final class Cql {
  static final int QUORUM = 4;

  private Cql() {}

  static InetSocketAddress first(Server server) {
    CassandraUri uri = CassandraUri.parse(server.uri());
    return new InetSocketAddress(uri.host(), uri.port());
  }

  static CqlConnection connect(InetSocketAddress node, Duration limit) throws IOException {
    return CqlConnection.open(node, Optional.empty(), "", limit);
  }

  static void createTable(InetSocketAddress node, int replicas) throws IOException {
    try (CqlConnection connection = connect(node, Duration.ofSeconds(30))) {
      connection.query(
          "create keyspace k with replication = {'class': 'SimpleStrategy', 'replication_factor': %d}"
              .formatted(replicas),
          CqlConnection.ONE);
      connection.query("create table k.note (id text primary key)", CqlConnection.ONE);
    }
  }

  static void put(CqlConnection connection, int id) throws IOException {
    connection.query("insert into k.note (id) values ('%d')".formatted(id), QUORUM);
  }

  static int count(InetSocketAddress node) throws IOException {
    try (CqlConnection connection = connect(node, Duration.ofSeconds(20))) {
      return connection.query("select id from k.note", QUORUM).size();
    }
  }
}
