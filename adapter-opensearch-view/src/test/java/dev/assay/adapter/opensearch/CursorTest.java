package dev.assay.adapter.opensearch;

import dev.assay.tck.CursorSuite;

/** Cursors of projections. */
class CursorTest extends CursorSuite implements OpenSearchViewsFixture {}
