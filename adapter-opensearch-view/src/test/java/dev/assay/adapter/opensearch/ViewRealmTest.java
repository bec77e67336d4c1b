package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewRealmSuite;

/** Realms of views are apart. */
class ViewRealmTest extends ViewRealmSuite implements OpenSearchViewsFixture {}
