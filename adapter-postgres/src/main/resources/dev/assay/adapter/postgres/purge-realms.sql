select assay.purge_realms(?)
