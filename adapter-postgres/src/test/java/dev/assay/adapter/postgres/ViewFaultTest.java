package dev.assay.adapter.postgres;

import dev.assay.tck.ViewFaultSuite;

/** A network that fails, before a store of views. */
class ViewFaultTest extends ViewFaultSuite implements PostgresViewsFixture {}
