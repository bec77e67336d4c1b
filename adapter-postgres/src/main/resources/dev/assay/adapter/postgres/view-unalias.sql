select assay.unalias_collection(?, ?)
