package dev.assay.adapter.postgres;

import dev.assay.tck.ModelSuite;

/** Random sequences of calls on event streams. */
class ModelTest extends ModelSuite implements PostgresEventsFixture {}
