package dev.assay.tck.history;

import java.util.List;

/**
 * An anomaly that a history shows.
 *
 * @param anomaly the anomaly
 * @param subject what it happened to, such as {@code stream order/7}
 * @param explanation why the calls contradict each other
 * @param operations the calls that contradict each other
 * @param context further calls without which those would make no sense
 */
public record Violation(
    Anomaly anomaly,
    String subject,
    String explanation,
    List<Operation> operations,
    List<Operation> context) {

  /** Copies the lists. */
  public Violation {
    operations = List.copyOf(operations);
    context = List.copyOf(context);
  }
}
