select assay.purge_views(?)
