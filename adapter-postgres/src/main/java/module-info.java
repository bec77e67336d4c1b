/** The event store and the view store on PostgreSQL. */
module dev.assay.adapter.postgres {
  requires transitive dev.assay.spi;
  requires transitive java.sql;
  requires com.zaxxer.hikari;
  requires org.postgresql.jdbc;

  exports dev.assay.adapter.postgres;

  provides dev.assay.spi.event.EventStoreProvider with
      dev.assay.adapter.postgres.PostgresEventStoreProvider;
  provides dev.assay.spi.view.ViewStoreProvider with
      dev.assay.adapter.postgres.PostgresViewStoreProvider;
}
