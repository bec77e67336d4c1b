select n.name, n.target from assay.view_names n where n.realm = ? and n.name <> n.target
