package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewLifecycleSuite;

/** Opening, closing and reopening view stores. */
class ViewLifecycleTest extends ViewLifecycleSuite implements OpenSearchViewsFixture {}
