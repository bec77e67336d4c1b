package dev.assay.adapter.dynamodb;

import dev.assay.tck.ViewDataSuite;

/** What the view store says of itself is true, and shows no secret. */
class ViewDataTest extends ViewDataSuite implements DynamoViewsFixture {}
