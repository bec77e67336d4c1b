package dev.assay.adapter.memory;

import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.RequestId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One stream; guarded by the lock of its realm. */
final class MemoryStream {

  final NavigableMap<Long, RecordedEvent> events = new TreeMap<>();
  final Map<RequestId, Receipt> receipts = new LinkedHashMap<>();
  long head;
  long firstRetained = 1;
  Instant lastRecordedAt = Instant.MIN;
}
