package dev.assay.adapter.dynamodb;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the handles that share a client found out about its server, and the bells of its realms. */
final class Facts {

  private final Map<String, DynamoServer> tables = new ConcurrentHashMap<>();
  private final Map<String, Bell> bells = new ConcurrentHashMap<>();

  /** Returns what is known of a table that was found ready. */
  Optional<DynamoServer> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  void tableIsReady(String name, DynamoServer server) {
    tables.put(name, server);
  }

  /** Returns the bell that wakes those who wait for writes to a realm in this process. */
  Bell bell(String realm) {
    return bells.computeIfAbsent(realm, absent -> new Bell());
  }
}
