package dev.assay.adapter.opensearch;

import dev.assay.tck.ViewModelSuite;

/** Random sequences of calls on views. */
class ViewModelTest extends ViewModelSuite implements OpenSearchViewsFixture {}
