select pg_advisory_xact_lock_shared(1632859184, 0);
update assay.requests q
set error = ?
from assay.streams s
where s.stream = q.stream and s.realm = (select r.content from assay.realms r where r.realm = ?) and s.type = ? and s.id = ? and q.request = ?
returning q.number
