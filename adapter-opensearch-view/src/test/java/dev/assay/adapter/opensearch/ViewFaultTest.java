package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewFaultSuite;

/** A network that fails, before a store of views. */
class ViewFaultTest extends ViewFaultSuite implements OpenSearchViewsFixture {}
