select n.target, v.revision, v.document
from assay.view_names n
  join assay.views v on v.collection = n.collection
where n.realm = ? and n.name = ? and v.id = ?
