package dev.assay.adapter.postgres;

import dev.assay.tck.CursorSuite;

/** Cursors of projections. */
class CursorTest extends CursorSuite implements PostgresViewsFixture {}
