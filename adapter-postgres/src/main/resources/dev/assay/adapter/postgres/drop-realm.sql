select assay.drop_realm(?)
