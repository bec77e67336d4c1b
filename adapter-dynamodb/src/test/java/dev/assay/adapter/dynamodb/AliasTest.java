package dev.assay.adapter.dynamodb;

import dev.assay.tck.AliasSuite;

/** Names of collections. */
class AliasTest extends AliasSuite implements DynamoViewsFixture {}
