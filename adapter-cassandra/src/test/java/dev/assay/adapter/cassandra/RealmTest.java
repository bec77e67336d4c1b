package dev.assay.adapter.cassandra;

import dev.assay.tck.RealmSuite;

/** Realms are apart. */
class RealmTest extends RealmSuite implements CassandraEventsFixture {}
