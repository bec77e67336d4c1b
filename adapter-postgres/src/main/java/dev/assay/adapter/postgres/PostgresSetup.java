package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUnavailable;

/**
 * What the event store does when it is opened: look at the server, bring the schema to where it
 * must be, find the realm's number, check that the store was not moved. The view store does the
 * first two: nothing of it depends on transaction ids.
 *
 * @param server the server as it describes itself
 * @param realm the realm's number
 */
record PostgresSetup(PostgresServer server, int realm) {

  static PostgresSetup prepare(Connections connections, PostgresConfig config, Deadline deadline) {
    Sql sql = new Sql(config.schema());
    PostgresServer server = prepareServer(connections, config, deadline);
    int realm = realm(connections, sql, config, deadline);
    Call<Boolean> check = Incarnation.check(sql, realm);
    connections.read(check, deadline);
    connections.checkNew(check);
    return new PostgresSetup(server, realm);
  }

  /** Looks at the server and brings the schema to where it must be. */
  static PostgresServer prepareServer(
      Connections connections, PostgresConfig config, Deadline deadline) {
    PostgresServer server =
        connections.read(PostgresServer.look(new Sql(config.schema())), deadline);
    new PostgresSchema(connections, config).prepare(config.migration(), deadline);
    return server;
  }

  private static int realm(
      Connections connections, Sql sql, PostgresConfig config, Deadline deadline) {
    int realm = 0;
    // Another process may make the same realm at the same time: the second look finds it.
    for (int i = 0; i < 2 && realm == 0; i++) {
      realm =
          connections.read(
              new Call<>(
                  "The look for the realm",
                  sql.text("realm.sql"),
                  binds -> binds.text(config.realm().name()).text(config.realm().name()),
                  row -> row.next() ? row.getInt(1) : 0),
              deadline);
    }
    if (realm == 0) {
      throw new StoreUnavailable("The realm could not be made: try again", null);
    }
    return realm;
  }
}
