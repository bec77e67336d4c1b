select taken, earlier from assay.alias_collection(?, ?, ?)
