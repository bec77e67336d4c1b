package dev.assay.tck.model;

import dev.assay.spi.StoreException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a call was answered, as text. What may differ from store to store is left out, so that two
 * right stores give the same answer.
 *
 * @param summary the answer in a line
 * @param lines the particulars, such as the events that were read
 * @param detail what helps a person but is not compared, such as the text of an exception
 */
public record Answer(String summary, List<String> lines, String detail) {

  /** Copies the lines. */
  public Answer {
    lines = List.copyOf(lines);
  }

  /** Creates an answer without detail. */
  public Answer(String summary, List<String> lines) {
    this(summary, lines, "");
  }

  /** Creates an answer in a line. */
  public static Answer of(String summary) {
    return new Answer(summary, List.of());
  }

  /** Tells whether another answer says the same. */
  boolean same(Answer other) {
    return summary.equals(other.summary) && lines.equals(other.lines);
  }

  /** Returns the answer of a call; what it throws is an answer too. */
  static Answer to(Supplier<Answer> call) {
    try {
      return call.get();
    } catch (StoreException | IllegalArgumentException e) {
      return new Answer(
          "throws " + e.getClass().getSimpleName(), List.of(), String.valueOf(e.getMessage()));
    } catch (AssertionError e) {
      return Answer.of("breaks a promise: " + e.getMessage());
    } catch (RuntimeException e) {
      return new Answer("throws " + e.getClass().getName(), List.of(), String.valueOf(e));
    }
  }
}
