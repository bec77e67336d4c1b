package dev.assay.tck.model;

/** A step of a sequence on an event store. */
interface EventStep extends Step<EventWorld> {}
