select n.target from assay.view_names n where n.realm = ? and n.name = ?
