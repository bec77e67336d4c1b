package dev.assay.spi.view;

import dev.assay.spi.PageCursor;
import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.InvalidJson;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonArray;
import dev.assay.spi.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Page cursors as text: a digest of the query, a dot, and the place as JSON in base 64. */
final class PlaceCodec {

  private static final int DIGEST_BYTES = 12;

  private PlaceCodec() {}

  static PageCursor encode(ViewQuery query, ViewQuery.Place place) {
    byte[] json = place.toJson().toString().getBytes(StandardCharsets.UTF_8);
    return new PageCursor(
        digest(query) + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(json));
  }

  static ViewQuery.Place decode(ViewQuery query, PageCursor cursor) {
    String text = cursor.text();
    String digest = digest(query);
    if (!text.startsWith(digest + ".")) {
      throw new IllegalArgumentException("The page cursor belongs to another query");
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(text.substring(digest.length() + 1));
      return place(query, Json.parse(new String(json, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException | ClassCastException e) {
      throw new IllegalArgumentException("The page cursor is damaged", e);
    }
  }

  private static ViewQuery.Place place(ViewQuery query, Json json) {
    List<Json> parts = ((JsonArray) json).values();
    if (parts.size() != query.sort().size() + 1) {
      throw new InvalidJson("The place has not one part for the id and each criterion");
    }
    List<Optional<Json>> values = new ArrayList<>();
    for (Json part : parts.subList(1, parts.size())) {
      values.add(value(((JsonArray) part).values()));
    }
    String id = Checks.id("view id", ((JsonString) parts.get(0)).value());
    return new ViewQuery.Place(values, id);
  }

  private static Optional<Json> value(List<Json> values) {
    if (values.size() > 1 || !values.stream().allMatch(Filter::isSortable)) {
      throw new InvalidJson("A place stands by one text, number or boolean, or by none");
    }
    return values.stream().findFirst();
  }

  private static String digest(ViewQuery query) {
    String text = QueryText.of(query);
    byte[] hash = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
