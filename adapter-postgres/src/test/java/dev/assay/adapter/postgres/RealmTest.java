package dev.assay.adapter.postgres;

import dev.assay.tck.RealmSuite;

/** Realms are apart. */
class RealmTest extends RealmSuite implements PostgresEventsFixture {}
