select outcome, actual, version_before, version_after, recorded_at, incarnation, xid, place, response, claim,
  holder_type, holder_id
from assay.commit_one(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
