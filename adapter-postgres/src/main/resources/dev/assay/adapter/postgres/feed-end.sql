select i.incarnation, pg_snapshot_xmin(pg_current_snapshot())::text::bigint, pg_is_in_recovery()
from assay.incarnations i
order by i.incarnation desc
limit 1
