package dev.assay.adapter.dynamodb;

import dev.assay.tck.SearchSuite;

/** Finding views. */
class SearchTest extends SearchSuite implements DynamoViewsFixture {}
