update assay.requests q
set error = ?
from assay.streams s
where s.stream = q.stream and s.realm = ? and s.type = ? and s.id = ? and q.request = ?
returning q.number
