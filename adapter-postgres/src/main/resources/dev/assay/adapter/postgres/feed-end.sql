-- The last commit below the horizon, if there is one. The horizon itself would not do: its transaction id may be lost in a
-- crash and given again, while that of a commit which is durable is not.
select i.standby, i.incarnation, i.system_identifier, i.timeline, i.system_identifier_now, i.timeline_now,
  c.incarnation, c.xid::text::bigint, c.place
from (
    select i.incarnation, i.system_identifier, i.timeline, pg_is_in_recovery() as standby,
      (select c.system_identifier from pg_control_system() c) as system_identifier_now,
      case when pg_is_in_recovery() then 0
        else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end as timeline_now
    from assay.incarnations i
    order by i.incarnation desc
    limit 1
  ) i
  left join lateral (
    select c.incarnation, c.xid, c.place
    from assay.commits c
    where c.realm = (select r.content from assay.realms r where r.realm = ?)
      and (c.incarnation, c.xid) < (i.incarnation, pg_snapshot_xmin(pg_current_snapshot()))
    order by c.incarnation desc, c.xid desc, c.place desc
    limit 1
  ) c on true
