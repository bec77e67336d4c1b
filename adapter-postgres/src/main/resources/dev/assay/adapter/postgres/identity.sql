-- Tells whether the transaction ids of this server are still those that the store's positions were made with.
select pg_is_in_recovery(), i.incarnation, i.system_identifier, i.timeline,
  (select c.system_identifier from pg_control_system() c),
  case when pg_is_in_recovery() then 0
    else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end,
  coalesce((
    select c.xid < pg_snapshot_xmax(pg_current_snapshot())
    from assay.commits c
    where c.realm = (select r.content from assay.realms r where r.realm = ?) and c.incarnation = i.incarnation
    order by c.xid desc
    limit 1), true)
from assay.incarnations i
order by i.incarnation desc
limit 1
