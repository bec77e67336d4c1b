package dev.assay.tck.history;

/**
 * One call of one client, with its answer.
 *
 * @param client the client, from 0
 * @param start when the call began, in nanoseconds since the history began; one monotonic clock for
 *     all clients
 * @param end when it was answered, on the same clock; {@link #OPEN} exactly if the outcome is
 *     unknown
 * @param call what was asked
 * @param answer what was answered
 */
public record Operation(int client, long start, long end, Call call, Answer answer) {

  /** The end of a call whose outcome is unknown: its effect may come at any later time. */
  public static final long OPEN = Long.MAX_VALUE;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they contradict each other, or the answer is not one that
   *     the call can have
   */
  public Operation {
    if (client < 0 || start < 0 || end < start) {
      throw new IllegalArgumentException(
          "Client %d called from %d to %d".formatted(client, start, end));
    }
    if ((end == OPEN) != (answer instanceof Answer.Unknown)) {
      throw new IllegalArgumentException(
          "A call is open exactly if its outcome is unknown; the answer is " + answer);
    }
    if (!call.fits(answer)) {
      throw new IllegalArgumentException("%s cannot be answered by %s".formatted(call, answer));
    }
  }

  /** Returns how the call went, as far as its caller could know. */
  public Status status() {
    return answer.status();
  }
}
