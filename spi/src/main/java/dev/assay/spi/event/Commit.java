package dev.assay.spi.event;

import dev.assay.spi.Limit;
import dev.assay.spi.Limits;
import dev.assay.spi.internal.Checks;
import dev.assay.spi.json.Json;
import dev.assay.spi.json.JsonNull;
import dev.assay.spi.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The unit of atomicity: what one request writes to one stream. All of it is applied, or nothing.
 *
 * @param stream the stream
 * @param request the idempotency key
 * @param expected the condition on the stream's version
 * @param events the events, in order; none is allowed
 * @param effects messages for other services, in order
 * @param claims keys that the stream shall hold afterwards
 * @param releases keys that the stream shall no longer hold afterwards
 * @param response what a repetition of the request is answered with
 */
public record Commit(
    StreamId stream,
    RequestId request,
    ExpectedVersion expected,
    List<Event> events,
    List<Effect> effects,
    List<Claim> claims,
    List<Claim> releases,
    Json response) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a claim stands in both lists or twice in one
   */
  public Commit {
    events = List.copyOf(events);
    effects = List.copyOf(effects);
    claims = List.copyOf(claims);
    releases = List.copyOf(releases);
    checkDistinct(claims, releases);
  }

  /** Begins a commit that expects nothing, writes nothing and responds with {@code null}. */
  public static Builder to(StreamId stream, RequestId request) {
    return new Builder(stream, request);
  }

  /** Tells whether the commit carries claims or releases. */
  public boolean touchesClaims() {
    return !claims.isEmpty() || !releases.isEmpty();
  }

  /**
   * Returns the size that {@link Limit#COMMIT_BYTES} bounds: the bytes in UTF-8 of all ids, types
   * and names, and of the canonical text of all payloads, metadata and the response.
   */
  public long bytes() {
    long bytes = utf8(stream.type(), stream.id(), request.value(), response.toString());
    for (Event event : events) {
      bytes += utf8(event.type(), event.data().toString(), event.metadata().toString());
    }
    for (Effect effect : effects) {
      bytes += utf8(effect.target(), effect.type());
      bytes += utf8(effect.data().toString(), effect.metadata().toString());
    }
    for (Claim claim : claims) {
      bytes += utf8(claim.space(), claim.value());
    }
    for (Claim claim : releases) {
      bytes += utf8(claim.space(), claim.value());
    }
    return bytes;
  }

  /**
   * Checks the commit against the limits of a store, in this order: events, effects, claims, ids,
   * payloads, bytes.
   *
   * @throws dev.assay.spi.LimitExceeded if one is exceeded
   */
  public void check(Limits limits) {
    limits.check(Limit.COMMIT_EVENTS, events.size());
    limits.check(Limit.COMMIT_EFFECTS, effects.size());
    limits.check(Limit.COMMIT_CLAIMS, (long) claims.size() + releases.size());
    checkIds(limits);
    checkPayloads(limits);
    limits.check(Limit.COMMIT_BYTES, bytes());
  }

  private void checkIds(Limits limits) {
    limits.checkIds(stream.type(), stream.id(), request.value());
    events.forEach(event -> limits.checkIds(event.type()));
    effects.forEach(effect -> limits.checkIds(effect.target(), effect.type()));
    claims.forEach(claim -> limits.checkIds(claim.space(), claim.value()));
    releases.forEach(claim -> limits.checkIds(claim.space(), claim.value()));
  }

  private void checkPayloads(Limits limits) {
    limits.checkJson(response);
    for (Event event : events) {
      limits.checkJson(event.data());
      limits.checkJson(event.metadata());
    }
    for (Effect effect : effects) {
      limits.checkJson(effect.data());
      limits.checkJson(effect.metadata());
    }
  }

  private static long utf8(String... texts) {
    long bytes = 0;
    for (String text : texts) {
      bytes += Checks.utf8Length(text);
    }
    return bytes;
  }

  private static void checkDistinct(List<Claim> claims, List<Claim> releases) {
    Set<Claim> seen = new HashSet<>();
    for (List<Claim> list : List.of(claims, releases)) {
      for (Claim claim : list) {
        if (!seen.add(claim)) {
          throw new IllegalArgumentException(
              "The claim '" + claim + "' stands twice in one commit");
        }
      }
    }
  }

  /** Collects the parts of a commit. Not thread-safe. */
  public static final class Builder {

    private final StreamId stream;
    private final RequestId request;
    private ExpectedVersion expected = ExpectedVersion.any();
    private final List<Event> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private final List<Claim> releases = new ArrayList<>();
    private Json response = JsonNull.INSTANCE;

    private Builder(StreamId stream, RequestId request) {
      this.stream = stream;
      this.request = request;
    }

    /** Sets the condition on the stream's version. */
    public Builder expecting(ExpectedVersion expected) {
      this.expected = expected;
      return this;
    }

    /** Adds an event without metadata. */
    public Builder event(String type, Json data) {
      return events(List.of(new Event(type, data)));
    }

    /** Adds an event with metadata. */
    public Builder event(String type, Json data, JsonObject metadata) {
      return events(List.of(new Event(type, data, metadata)));
    }

    /** Adds events, in order. */
    public Builder events(List<Event> more) {
      events.addAll(more);
      return this;
    }

    /** Adds an effect. */
    public Builder effect(Effect effect) {
      effects.add(effect);
      return this;
    }

    /** Adds a key that the stream shall hold. */
    public Builder claim(Claim claim) {
      claims.add(claim);
      return this;
    }

    /** Adds a key that the stream shall no longer hold. */
    public Builder release(Claim claim) {
      releases.add(claim);
      return this;
    }

    /** Sets what a repetition of the request is answered with. */
    public Builder responding(Json response) {
      this.response = response;
      return this;
    }

    /** Returns the commit. */
    public Commit build() {
      return new Commit(stream, request, expected, events, effects, claims, releases, response);
    }
  }
}
