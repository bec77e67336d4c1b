select s.type, s.id
from assay.claims c
  join assay.streams s on s.stream = c.stream
where c.realm = ? and c.space = ? and c.value = ?
