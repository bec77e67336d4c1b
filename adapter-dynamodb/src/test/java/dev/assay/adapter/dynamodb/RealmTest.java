package dev.assay.adapter.dynamodb;

import dev.assay.tck.RealmSuite;

/** Realms are apart. */
class RealmTest extends RealmSuite implements DynamoEventsFixture {}
