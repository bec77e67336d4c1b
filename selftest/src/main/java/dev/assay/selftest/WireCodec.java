package dev.assay.selftest;

import dev.assay.spi.Capability;
import dev.assay.spi.CorruptStore;
import dev.assay.spi.Limit;
import dev.assay.spi.LimitExceeded;
import dev.assay.spi.NameTaken;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.UnsupportedCapability;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonBoolean;
import dev.assay.spi.json.JsonNumber;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.json.JsonString;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Turns the records of the SPI into JSON and back: a record is an object with the name of its
 * class, JSON itself is text, so that its depth does not count.
 */
final class WireCodec {

  private static final String CLASS = "@";

  private WireCodec() {}

  static Json encode(Object value) {
    if (value instanceof Json json) {
      return Json.of(json.toString());
    }
    if (value instanceof String || value instanceof Instant || value instanceof Duration) {
      return Json.of(value.toString());
    }
    if (value instanceof Long || value instanceof Integer) {
      return Json.of(((Number) value).longValue());
    }
    if (value instanceof Boolean bool) {
      return Json.of(bool);
    }
    if (value instanceof Enum<?> constant) {
      return Json.of(constant.name());
    }
    if (value instanceof Optional<?> optional) {
      return encodeAll(optional.stream().toList());
    }
    if (value instanceof Collection<?> values) {
      return encodeAll(values);
    }
    if (value instanceof Map<?, ?> map) {
      return encodeMap(map);
    }
    return value instanceof StoreException error ? encodeError(error) : encodeRecord(value);
  }

  private static Json encodeAll(Collection<?> values) {
    return new JsonArray(values.stream().map(WireCodec::encode).toList());
  }

  private static Json encodeMap(Map<?, ?> map) {
    Map<String, Json> members = new TreeMap<>();
    map.forEach((key, value) -> members.put(String.valueOf(key), encode(value)));
    return new JsonObject(members);
  }

  private static Json encodeRecord(Object value) {
    JsonObject object = JsonObject.EMPTY.with(CLASS, value.getClass().getSimpleName());
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        object = object.with(component.getName(), encode(component.getAccessor().invoke(value)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return object;
  }

  static JsonObject encodeError(RuntimeException error) {
    JsonObject object =
        JsonObject.EMPTY
            .with(CLASS, error.getClass().getSimpleName())
            .with("message", String.valueOf(error.getMessage()));
    if (error instanceof LimitExceeded limit) {
      return object
          .with("limit", limit.limit().name())
          .with("allowed", limit.allowed())
          .with("actual", limit.actual());
    }
    if (error instanceof UnsupportedCapability unsupported) {
      return object.with("capability", unsupported.capability().name());
    }
    return error instanceof NameTaken taken ? object.with("name", taken.name()) : object;
  }

  static RuntimeException decodeError(JsonObject error) {
    String message = text(error, "message");
    return switch (text(error, CLASS)) {
      case "StoreUnavailable" -> new StoreUnavailable(message, null);
      case "OutcomeUnknown" -> new OutcomeUnknown(message, null);
      case "StoreClosed" -> new StoreClosed("socket store");
      case "NameTaken" -> new NameTaken(text(error, "name"), message);
      case "UnsupportedCapability" ->
          new UnsupportedCapability("socket", Capability.valueOf(text(error, "capability")));
      case "LimitExceeded" ->
          new LimitExceeded(
              Limit.valueOf(text(error, "limit")),
              number(error, "allowed"),
              number(error, "actual"));
      case "IllegalArgumentException" -> new IllegalArgumentException(message);
      default -> new CorruptStore("the server", message, null);
    };
  }

  static String text(JsonObject object, String member) {
    return string(object.get(member).orElseThrow());
  }

  private static long number(JsonObject object, String member) {
    return longValue(object.get(member).orElseThrow());
  }

  private static String string(Json json) {
    return ((JsonString) json).value();
  }

  private static long longValue(Json json) {
    return ((JsonNumber) json).value().longValueExact();
  }

  static Object decode(Json json, Type type) {
    if (type instanceof ParameterizedType generic) {
      return decodeGeneric(json, generic);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("Cannot read a " + type);
    }
    if (Json.class.isAssignableFrom(plain)) {
      return Json.parse(string(json));
    }
    return plain.isEnum() || !plain.getName().startsWith("dev.assay.")
        ? decodePlain(json, plain)
        : decodeNamed((JsonObject) json, plain, Map.of());
  }

  private static Object decodePlain(Json json, Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(string(json)))
          .findFirst()
          .orElseThrow();
    }
    return switch (type.getSimpleName()) {
      case "String" -> string(json);
      case "Instant" -> Instant.parse(string(json));
      case "Duration" -> Duration.parse(string(json));
      case "int", "Integer" -> Math.toIntExact(longValue(json));
      case "long", "Long" -> longValue(json);
      case "boolean", "Boolean" -> ((JsonBoolean) json).value();
      default -> throw new IllegalArgumentException("Cannot read a " + type);
    };
  }

  private static Object decodeGeneric(Json json, ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return decodeAll((JsonArray) json, arguments[0]).stream().findFirst();
    }
    if (raw == List.class) {
      return decodeAll((JsonArray) json, arguments[0]);
    }
    if (raw == Set.class) {
      return Set.copyOf(decodeAll((JsonArray) json, arguments[0]));
    }
    if (raw == SortedMap.class) {
      SortedMap<String, Object> map = new TreeMap<>();
      ((JsonObject) json)
          .members()
          .forEach((key, value) -> map.put(key, decode(value, arguments[1])));
      return map;
    }
    Map<TypeVariable<?>, Type> bound = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      bound.put(raw.getTypeParameters()[i], arguments[i]);
    }
    return decodeNamed((JsonObject) json, raw, bound);
  }

  private static List<Object> decodeAll(JsonArray array, Type type) {
    List<Object> values = new ArrayList<>();
    array.values().forEach(element -> values.add(decode(element, type)));
    return values;
  }

  private static Object decodeNamed(
      JsonObject object, Class<?> type, Map<TypeVariable<?>, Type> bound) {
    if (StoreException.class.isAssignableFrom(type)) {
      return decodeError(object);
    }
    Class<?> named =
        named(type, text(object, CLASS))
            .orElseThrow(() -> new IllegalArgumentException("Not a " + type + ": " + object));
    return construct(object, named, bound);
  }

  // Only what the type itself permits can be named.
  private static Optional<Class<?>> named(Class<?> type, String name) {
    if (type.isRecord()) {
      return type.getSimpleName().equals(name) ? Optional.of(type) : Optional.empty();
    }
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .<Optional<Class<?>>>map(permitted -> named(permitted, name))
            .flatMap(Optional::stream)
            .findFirst()
        : Optional.empty();
  }

  private static Object construct(
      JsonObject object, Class<?> type, Map<TypeVariable<?>, Type> bound) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          decode(
              object.get(components[i].getName()).orElseThrow(),
              bind(components[i].getGenericType(), bound));
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("Cannot make a " + type, e);
    }
  }

  // Generic records hold their variable in a list, or in an optional, and nowhere deeper.
  private static Type bind(Type type, Map<TypeVariable<?>, Type> bound) {
    if (type instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[0] instanceof TypeVariable<?> variable) {
      return new Bound((Class<?>) generic.getRawType(), bound.getOrDefault(variable, Json.class));
    }
    return type;
  }

  private record Bound(Class<?> raw, Type argument) implements ParameterizedType {

    @Override
    public Type[] getActualTypeArguments() {
      return new Type[] {argument};
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public Type getOwnerType() {
      return Object.class;
    }
  }
}
