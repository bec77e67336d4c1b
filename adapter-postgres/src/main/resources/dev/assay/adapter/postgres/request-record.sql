select assay.record_request(?, ?, ?, ?, ?, ?, ?);
select q.number, s.type, s.id, q.request, q.interaction, q.body::text, q.received, q.first_at, q.last_at, q.error,
  c.version_before, c.version_after, c.recorded_at, c.incarnation, c.xid::text::bigint, c.place, c.response::text
from assay.requests q
  join assay.streams s on s.stream = q.stream
  left join assay.commits c on c.stream = q.stream and c.request = q.request
where s.realm = (select r.content from assay.realms r where r.realm = ?) and s.type = ? and s.id = ? and q.request = ?
