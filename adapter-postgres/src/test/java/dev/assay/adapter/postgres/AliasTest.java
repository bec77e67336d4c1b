package dev.assay.adapter.postgres;

import dev.assay.tck.AliasSuite;

/** Names of collections. */
class AliasTest extends AliasSuite implements PostgresViewsFixture {}
