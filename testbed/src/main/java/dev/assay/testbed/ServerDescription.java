package dev.assay.testbed;

/**
 * Describes a server for people and reports. Holds no secret.
 *
 * @param kind which database it is
 * @param version the version as the server reports it, such as {@code 18.6}
 * @param mode the way it runs
 * @param detail where and how in a few words, such as {@code 127.0.0.1:20123, in a user namespace}
 */
public record ServerDescription(ServerKind kind, String version, ServerMode mode, String detail) {

  /**
   * Returns one line, such as {@code PostgreSQL 18.6, embedded (127.0.0.1:20123, as this user)}.
   */
  @Override
  public String toString() {
    return "%s %s, %s (%s)".formatted(kind.title(), version, mode.word(), detail);
  }
}
