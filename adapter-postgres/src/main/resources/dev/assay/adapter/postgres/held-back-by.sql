-- Who holds the horizon back. The oldest running transaction is the horizon itself. Not named are what began within the
-- last second, and within the time budget what holds a lock of the stores: theirs, which are short. The views show the
-- lower 32 bits of an id. The parameters are the id twice, the time budget in milliseconds, the whole id.
with oldest as (
  select a.pid, a.application_name, a.usename, a.datname, a.xact_start,
    exists (
      select
      from pg_locks l
      where l.pid = a.pid and l.locktype = 'advisory' and l.classid in (1632859184::oid, 1632859189::oid) and l.granted
    ) as own
  from pg_stat_activity a
  where a.backend_xid = ?::text::xid and a.pid <> pg_backend_pid()
),
prepared as (
  select x.gid, x.owner, x.database, x.prepared
  from pg_prepared_xacts x
  where x.transaction = ?::text::xid
)
select 'the transaction of process ' || o.pid
  || case when o.application_name = '' then '' else ' (' || o.application_name || ')' end
  || coalesce(' of user ' || o.usename, '') || coalesce(' in database ' || o.datname, '')
  || ', open since ' || to_char(o.xact_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
from oldest o
where o.xact_start < clock_timestamp() - make_interval(secs => case when o.own then greatest(1, ? / 1000.0) else 1 end)
union all
select 'the prepared transaction ' || quote_literal(p.gid) || ' of user ' || p.owner || ' in database ' || p.database
  || ', prepared at ' || to_char(p.prepared at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
from prepared p
union all
select 'a transaction that this user may not see: grant it pg_read_all_stats to have it named'
where not exists (select from oldest)
  and not exists (select from prepared)
  and not pg_has_role('pg_read_all_stats', 'usage')
  and pg_snapshot_xmin(pg_current_snapshot()) = ?::text::xid8
