package dev.assay.adapter.memory;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.Lookup;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one realm of a view store holds; guarded by the lock of its {@link MemoryViews}. */
final class MemoryViewRealm {

  /** Collections by name, and in them views and tombstones by id. A collection may be empty. */
  final Map<String, Map<String, Lookup>> collections = new HashMap<>();

  /** Collections by the alias that stands for them. */
  final SortedMap<String, String> aliases = new TreeMap<>();

  /** Stored cursors; {@link Cursor#START} is not stored. */
  final Map<Projection, Cursor> cursors = new HashMap<>();

  /** What a cursor is stored under. */
  record Projection(String name, int partition) {}
}
