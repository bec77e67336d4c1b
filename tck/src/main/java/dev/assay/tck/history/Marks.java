package dev.assay.tck.history;

import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;

/** The texts by which the events and documents of a history are known again. */
public final class Marks {

  private static final String MEMBER = "mark";

  private Marks() {}

  /** Returns data that carries a mark. */
  public static JsonObject data(String mark) {
    return JsonObject.EMPTY.with(MEMBER, mark);
  }

  /** Returns the mark of data; what carries none is known by its whole text. */
  public static String of(Json data) {
    return data instanceof JsonObject object
            && object.get(MEMBER).orElse(object) instanceof JsonString mark
        ? mark.value()
        : data.toString();
  }
}
