package dev.assay.adapter.dynamodb;

import dev.assay.spi.CorruptStore;
import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.event.Effect;
import dev.assay.spi.event.Event;
import dev.assay.spi.event.FeedPosition;
import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Turns the values of the SPI into attributes and back. Payloads are JSON text in text attributes:
 * the server's own numbers stop at 38 digits and its own nesting at 32 levels.
 */
final class DynamoCodec {

  static final String TYPE = "type";
  static final String ID = "id";
  static final String REQUEST = "request";
  static final String BEFORE = "before";
  static final String AFTER = "after";
  static final String RESPONSE = "response";
  static final String RECORDED_AT = "recordedAt";
  static final String PARTITION = "partition";
  static final String POSITION = "position";
  static final String ATTEMPT = "attempt";
  static final String EVENTS = "events";
  static final String EFFECTS = "effects";
  static final String CLAIMS = "claims";
  static final String RELEASES = "releases";
  static final String BYTES = "bytes";
  static final String VOID = "void";

  private DynamoCodec() {}

  static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  static AttributeValue time(Instant value) {
    return text(value.toString());
  }

  static AttributeValue events(List<Event> events) {
    return list(
        events,
        event ->
            Map.of(
                TYPE,
                text(event.type()),
                "data",
                text(event.data().toString()),
                "metadata",
                text(event.metadata().toString())));
  }

  static AttributeValue effects(List<Effect> effects) {
    return list(
        effects,
        effect ->
            Map.of(
                "target",
                text(effect.target()),
                TYPE,
                text(effect.type()),
                "data",
                text(effect.data().toString()),
                "metadata",
                text(effect.metadata().toString())));
  }

  static AttributeValue claims(List<Claim> claims) {
    return list(
        claims, claim -> Map.of("space", text(claim.space()), "value", text(claim.value())));
  }

  private static <T> AttributeValue list(
      List<T> values, Function<T, Map<String, AttributeValue>> attributes) {
    return AttributeValue.fromL(
        values.stream().map(value -> AttributeValue.fromM(attributes.apply(value))).toList());
  }

  /** An item that was read; what it lacks or holds in another form makes the store corrupt. */
  record Item(Map<String, AttributeValue> attributes) {

    String text(String name) {
      return as(name, AttributeValue::s);
    }

    long number(String name) {
      return as(name, value -> Long.parseLong(value.n()));
    }

    Instant time(String name) {
      return as(name, value -> Instant.parse(value.s()));
    }

    Json json(String name) {
      return as(name, value -> Json.parse(value.s()));
    }

    JsonObject object(String name) {
      return as(name, value -> JsonObject.parse(value.s()));
    }

    boolean has(String name) {
      return attributes.containsKey(name);
    }

    Optional<String> optional(String name) {
      return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    StreamId stream() {
      return new StreamId(text(TYPE), text(ID));
    }

    Receipt receipt() {
      return new Receipt(
          stream(),
          new RequestId(text(REQUEST)),
          number(BEFORE),
          number(AFTER),
          json(RESPONSE),
          time(RECORDED_AT),
          position((int) number(PARTITION), number(POSITION)));
    }

    List<Event> events() {
      return list(
          EVENTS, one -> new Event(one.text(TYPE), one.json("data"), one.object("metadata")));
    }

    List<Effect> effects() {
      return list(
          EFFECTS,
          one ->
              new Effect(
                  one.text("target"), one.text(TYPE), one.json("data"), one.object("metadata")));
    }

    List<Claim> claims(String name) {
      return list(name, one -> new Claim(one.text("space"), one.text("value")));
    }

    private <T> List<T> list(String name, Function<Item, T> element) {
      List<T> values = new ArrayList<>();
      if (has(name)) {
        for (AttributeValue value : as(name, AttributeValue::l)) {
          values.add(element.apply(new Item(value.m())));
        }
      }
      return values;
    }

    private <T> T as(String name, Function<AttributeValue, T> read) {
      AttributeValue value = attributes.get(name);
      try {
        T result = value == null ? null : read.apply(value);
        if (result != null) {
          return result;
        }
      } catch (RuntimeException e) {
        throw new CorruptStore(where(), "the attribute '%s' cannot be read".formatted(name), e);
      }
      throw new CorruptStore(where(), "the attribute '%s' is missing".formatted(name), null);
    }

    private String where() {
      return attributes.containsKey(ItemKey.PK) && attributes.containsKey(ItemKey.SK)
          ? "the item " + ItemKey.of(attributes)
          : "a part of an item";
    }
  }

  static FeedPosition position(int partition, long position) {
    return new FeedPosition(partition, new Cursor(Keys.padded(position)));
  }

  /** Collects the attributes of an item. */
  static Map<String, AttributeValue> item(ItemKey key) {
    return new HashMap<>(key.toMap());
  }
}
