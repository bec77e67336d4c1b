-- Commits do not touch the log, which would cost each of them a write; so what was answered meanwhile is marked here, once.
update assay.requests q
set answered = true
from assay.commits c
where q.realm = ? and not q.answered and c.stream = q.stream and c.request = q.request;
select q.number, s.type, s.id, q.request, q.interaction, q.body::text, q.received, q.first_at, q.last_at, q.error,
  c.version_before, c.version_after, c.recorded_at, c.incarnation, c.xid::text::bigint, c.place, c.response::text
from assay.requests q
  join assay.streams s on s.stream = q.stream
  left join assay.commits c on c.stream = q.stream and c.request = q.request
where q.realm = ? and not q.answered and q.number > ? and c.stream is null
order by q.number
limit ?
