insert into assay.incarnations (incarnation, system_identifier, timeline)
select greatest(
    (select coalesce(max(i.incarnation), 0) + 1 from assay.incarnations i),
    extract(epoch from clock_timestamp())::bigint),
  (select c.system_identifier from pg_control_system() c),
  ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
returning incarnation
