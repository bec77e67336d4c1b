package dev.assay.testbed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Names the database servers that the testbed can provide. */
public enum ServerKind {
  /** PostgreSQL. */
  POSTGRES("postgres", "PostgreSQL", "postgresql", "user:password@host/database", 1),
  /** DynamoDB: DynamoDB Local, or Amazon's own. */
  DYNAMODB("dynamodb", "DynamoDB", "dynamodb", "host:8000/assay?region=local", 1),
  /** Apache Cassandra. */
  CASSANDRA(
      "cassandra", "Cassandra", "cassandra", "user:password@host:9042/keyspace?dc=datacenter1", 3),
  /** Redis. */
  REDIS("redis", "Redis", "redis", "user:password@host:6379/0", 1),
  /** OpenSearch. */
  OPENSEARCH("opensearch", "OpenSearch", "opensearch", "user:password@host:9200/assay", 1);

  private final String word;
  private final String title;
  private final String scheme;
  private final String example;
  private final int mostNodes;

  ServerKind(String word, String title, String scheme, String example, int mostNodes) {
    this.word = word;
    this.title = title;
    this.scheme = scheme;
    this.example = example;
    this.mostNodes = mostNodes;
  }

  /** Returns the kind that a user calls by this word, such as {@code postgres}. */
  public static Optional<ServerKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** Returns the word a user types, such as {@code postgres}. */
  public String word() {
    return word;
  }

  /** Returns the name in sentences, such as {@code PostgreSQL}. */
  public String title() {
    return title;
  }

  /** Returns the scheme of the store URIs, such as {@code postgresql}. */
  public String scheme() {
    return scheme;
  }

  /**
   * Returns the environment variable that names an external server, such as {@code
   * ASSAY_POSTGRES_URI}.
   */
  public String uriVariable() {
    return "ASSAY_" + word.toUpperCase(Locale.ROOT) + "_URI";
  }

  /** Returns what a URI of such a server may look like. */
  String example() {
    return scheme + "://" + example;
  }

  /** Returns how many nodes an embedded server can have. */
  public int mostNodes() {
    return mostNodes;
  }
}
