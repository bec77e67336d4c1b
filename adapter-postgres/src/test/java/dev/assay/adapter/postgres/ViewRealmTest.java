package dev.assay.adapter.postgres;

import dev.assay.tck.ViewRealmSuite;

/** Realms of views are apart. */
class ViewRealmTest extends ViewRealmSuite implements PostgresViewsFixture {}
