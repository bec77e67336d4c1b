package dev.assay.adapter.postgres;

import dev.assay.tck.ViewModelSuite;

/** Random sequences of calls on views. */
class ViewModelTest extends ViewModelSuite implements PostgresViewsFixture {}
