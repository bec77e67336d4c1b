package dev.assay.adapter.dynamodb;

import dev.assay.tck.ViewModelSuite;

/** Random sequences of calls on views. */
class ViewModelTest extends ViewModelSuite implements DynamoViewsFixture {}
