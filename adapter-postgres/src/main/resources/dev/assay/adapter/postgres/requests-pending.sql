-- Commits do not touch the log, which would cost each of them a write; so what was answered meanwhile is marked when it is
-- met here, in windows of a bounded size. The locks are those of a writer: neither a repair nor the end of the realm comes
-- in between. The parameters are the realm twice, where to begin, the size of a window, the most requests.
select pg_advisory_xact_lock_shared(1632859184, 0), pg_advisory_xact_lock_shared(1632859185, ?);
with
  slice as materialized (
    select q.stream, q.request, q.number
    from assay.requests q
    where q.realm = (select r.content from assay.realms r where r.realm = ?) and not q.answered and q.number > ?
    order by q.number
    limit ?
  ),
  locked as materialized (
    select q.stream, q.request
    from slice w
      join assay.commits c on c.stream = w.stream and c.request = w.request
      join assay.requests q on q.stream = w.stream and q.request = w.request
    for update of q skip locked
  ),
  marked as (
    update assay.requests q
    set answered = true
    from locked l
    where q.stream = l.stream and q.request = l.request
  )
select p.number, p.type, p.id, p.request, p.interaction, p.body, p.received, p.first_at, p.last_at, p.error,
  null::bigint, null::bigint, null::timestamptz, null::bigint, null::bigint, null::int, null::text,
  t.size, t.last
from (select count(*) as size, coalesce(max(w.number), 0) as last from slice w) t
  left join lateral (
    select q.number, s.type, s.id, q.request, q.interaction, q.body::text as body, q.received, q.first_at, q.last_at, q.error
    from slice w
      join assay.requests q on q.stream = w.stream and q.request = w.request
      join assay.streams s on s.stream = w.stream
    where not exists (select from assay.commits c where c.stream = w.stream and c.request = w.request)
    order by w.number
    limit ?
  ) p on true
order by p.number
