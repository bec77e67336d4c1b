-- As identity.sql, over the commits of all realms: slower, for a repair only.
select pg_is_in_recovery(), i.incarnation, i.system_identifier, i.timeline,
  (select c.system_identifier from pg_control_system() c),
  case when pg_is_in_recovery() then 0
    else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end,
  not exists (
    select
    from assay.commits c
    where c.incarnation = i.incarnation and c.xid >= pg_snapshot_xmax(pg_current_snapshot()))
from assay.incarnations i
order by i.incarnation desc
limit 1
