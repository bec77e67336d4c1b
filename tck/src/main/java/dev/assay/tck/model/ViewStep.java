package dev.assay.tck.model;

/** A step of a sequence on a view store. */
interface ViewStep extends Step<ViewWorld> {}
