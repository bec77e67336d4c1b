-- Horizon and rows in one statement: below the horizon every transaction has ended, so nothing can appear there any more.
-- The parameters are the realm, the cursor, the most commits, the most bytes.
with
  horizon as materialized (
    select i.incarnation, i.system_identifier, i.timeline, pg_snapshot_xmin(pg_current_snapshot()) as xid,
      pg_snapshot_xmax(pg_current_snapshot()) as xid_next, pg_is_in_recovery() as standby,
      (select c.system_identifier from pg_control_system() c) as system_identifier_now,
      case when pg_is_in_recovery() then 0
        else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint end as timeline_now
    from assay.incarnations i
    order by i.incarnation desc
    limit 1
  ),
  slice as materialized (
    select c.*, count(*) over () as found,
      sum(c.bytes) over (order by c.incarnation, c.xid, c.place) - c.bytes as bytes_before
    from (
      select c.*
      from assay.commits c
      where c.realm = (select r.content from assay.realms r where r.realm = ?)
        and (c.incarnation, c.xid, c.place) > (?, ?::text::xid8, ?)
        and (c.incarnation, c.xid) < ((select h.incarnation from horizon h), (select h.xid from horizon h))
      order by c.incarnation, c.xid, c.place
      limit ?
    ) c
  ),
  beyond as materialized (
    select exists (
      select
      from assay.commits c
      where c.realm = (select r.content from assay.realms r where r.realm = ?)
        and (c.incarnation, c.xid) >= ((select h.incarnation from horizon h), (select h.xid from horizon h))
    ) as held
  )
select h.incarnation, h.xid::text::bigint, b.held, coalesce(c.found, 0),
  c.incarnation, c.xid::text::bigint, c.place, s.type, s.id, c.request, c.version_before, c.version_after, c.recorded_at,
  s.first_retained,
  case when f.first then c.response::text end,
  case when f.first then (
    select array_agg(
      array[x.effect ->> 'target', x.effect ->> 'type', (x.effect -> 'data')::text, (x.effect -> 'metadata')::text]
      order by x.place)
    from jsonb_array_elements(c.effects) with ordinality x(effect, place)
  ) end,
  case when f.first then c.claims::text end,
  case when f.first then c.releases::text end,
  e.version, e.type, e.data::text, e.metadata::text,
  h.standby, h.incarnation, h.system_identifier, h.timeline, h.system_identifier_now, h.timeline_now,
  h.xid_next::text::bigint
from horizon h
  cross join beyond b
  left join (slice c join assay.streams s on s.stream = c.stream) on c.bytes_before < ?
  left join lateral (
    select e.version, e.type, e.data, e.metadata
    from assay.events e
    where e.stream = c.stream and e.version > c.version_before and e.version <= c.version_after
  ) e on true
  cross join lateral (select e.version is null or e.version = c.version_before + 1 as first) f
order by c.incarnation, c.xid, c.place, e.version
