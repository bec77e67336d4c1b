package dev.assay.adapter.postgres;

import dev.assay.tck.DataSuite;

/** What is written comes back equal. */
class DataTest extends DataSuite implements PostgresEventsFixture {}
