package dev.assay.adapter.dynamodb;

import dev.assay.tck.ViewSuite;

/** Views under the revision rule. */
class ViewTest extends ViewSuite implements DynamoViewsFixture {}
