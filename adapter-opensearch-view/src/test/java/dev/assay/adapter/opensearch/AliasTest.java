package dev.assay.adapter.opensearch;

import dev.assay.tck.AliasSuite;

/** Names of collections. */
class AliasTest extends AliasSuite implements OpenSearchViewsFixture {}
