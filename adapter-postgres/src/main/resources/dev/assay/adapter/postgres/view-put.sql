select legal, mine, replaced, stored from assay.put_views(?, ?, ?, ?, ?, ?, ?, ?)
