package dev.assay.adapter.dynamodb;

import dev.assay.tck.ViewLifecycleSuite;

/** Opening, closing and reopening view stores. */
class ViewLifecycleTest extends ViewLifecycleSuite implements DynamoViewsFixture {}
