select s.first_retained, s.head, e.version, e.recorded_at, e.type, e.data::text, e.metadata::text
from (
    select s.stream, s.first_retained, coalesce(
      (select c.version_after from assay.commits c where c.stream = s.stream order by c.number desc limit 1), 0) as head
    from assay.streams s
    where s.realm = (select r.content from assay.realms r where r.realm = ?) and s.type = ? and s.id = ?
  ) s
  left join lateral (
    select *
    from (
      select e.*, sum(e.bytes) over (order by e.version) - e.bytes as bytes_before
      from (
        select * from assay.events e where e.stream = s.stream and e.version >= ? order by e.version limit ?
      ) e
    ) e
    where e.bytes_before < ?
  ) e on true
order by e.version
