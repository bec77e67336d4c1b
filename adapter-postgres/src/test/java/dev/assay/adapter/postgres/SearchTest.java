package dev.assay.adapter.postgres;

import dev.assay.tck.SearchSuite;

/** Finding views. */
class SearchTest extends SearchSuite implements PostgresViewsFixture {}
