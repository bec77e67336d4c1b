select assay.drop_view_realm(?)
