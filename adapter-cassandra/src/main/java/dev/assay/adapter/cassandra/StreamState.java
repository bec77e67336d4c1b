package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;

/**
 * The static columns of a stream.
 *
 * @param head its version
 * @param first its first retained version
 * @param last its last attempt, applied or fenced; empty if there was none
 * @param recorded the recorded time of its last commit, in microseconds
 */
record StreamState(long head, long first, String last, long recorded) {

  /** The state of a stream that nobody has tried to write to. */
  static final StreamState FRESH = new StreamState(0, 1, "", 0);

  static StreamState of(List<Row> rows) {
    return rows.isEmpty() || rows.get(0).isNull("last_attempt") ? FRESH : of(rows.get(0));
  }

  static StreamState of(Row row) {
    return new StreamState(
        row.getLong("head"),
        row.getLong("first_retained"),
        String.valueOf(row.getString("last_attempt")),
        row.getLong("last_recorded"));
  }

  boolean fresh() {
    return last.isEmpty();
  }

  /** Tells whether an attempt can no longer be applied, or was. */
  boolean isPast(Attempt attempt) {
    return attempt.text().compareTo(last) <= 0;
  }
}
