-- Remembers which migrations were applied; see PostgresSchema.
create table assay.schema_version (
  version int primary key,
  applied_at timestamptz not null default clock_timestamp()
)
