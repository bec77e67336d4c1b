package dev.assay.adapter.dynamodb;

import dev.assay.tck.CursorSuite;

/** Cursors of projections. */
class CursorTest extends CursorSuite implements DynamoViewsFixture {}
