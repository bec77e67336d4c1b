select c.version_before, c.version_after, c.recorded_at, c.incarnation, c.xid::text::bigint, c.place, c.response::text,
  c.attempt
from assay.streams s
  join assay.commits c on c.stream = s.stream
where s.realm = (select r.content from assay.realms r where r.realm = ?) and s.type = ? and s.id = ? and c.request = ?
