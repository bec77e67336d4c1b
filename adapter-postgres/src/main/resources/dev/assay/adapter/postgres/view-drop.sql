select taken, aliases from assay.drop_collection(?, ?)
