package dev.assay.adapter.opensearch;

import dev.assay.tck.SearchSuite;

/** Finding views. */
class SearchTest extends SearchSuite implements OpenSearchViewsFixture {}
