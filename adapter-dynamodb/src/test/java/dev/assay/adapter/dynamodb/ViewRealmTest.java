package dev.assay.adapter.dynamodb;

import dev.assay.tck.ViewRealmSuite;

/** Realms of views are apart. */
class ViewRealmTest extends ViewRealmSuite implements DynamoViewsFixture {}
