package dev.assay.spi.json;

import java.util.Iterator;
import java.util.List;

/**
 * A JSON array.
 *
 * @param values the elements, in order
 */
public record JsonArray(List<Json> values) implements Json, Iterable<Json> {

  /** An array without elements. */
  public static final JsonArray EMPTY = new JsonArray(List.of());

  /**
   * Copies the elements.
   *
   * @throws InvalidJson if the array is nested deeper than {@link Json#MAX_DEPTH}
   */
  public JsonArray {
    values = List.copyOf(values);
    JsonText.checkDepth(values);
  }

  /** Returns an array of the given elements. */
  public static JsonArray of(Json... values) {
    return new JsonArray(List.of(values));
  }

  @Override
  public Iterator<Json> iterator() {
    return values.iterator();
  }

  @Override
  public int depth() {
    return 1 + JsonText.deepest(values);
  }

  @Override
  public boolean isScalar() {
    return false;
  }

  @Override
  public String toString() {
    return JsonText.write(this);
  }
}
