select s.type, s.id
from assay.claims c
  join assay.streams s on s.stream = c.stream
where c.realm = (select r.content from assay.realms r where r.realm = ?) and c.space = ? and c.value = ?
