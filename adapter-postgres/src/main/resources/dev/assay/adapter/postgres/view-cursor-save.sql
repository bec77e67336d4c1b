select saved, stored from assay.save_view_cursor(?, ?, ?, ?, ?, ?)
