package dev.assay.cli;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import dev.assay.testbed.Server;
import dev.assay.testbed.ServerKind;
import dev.assay.testbed.ServerOptions;
import dev.assay.testbed.Servers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The table of adapters and capabilities, made from what opened stores declare. */
final class CapabilityTable {

  private static final Set<Limit> OF_VIEWS = Set.of(Limit.DOCUMENT_BYTES, Limit.PAGE_VIEWS);
  private static final Set<Limit> OF_EVENTS =
      EnumSet.range(Limit.COMMIT_EVENTS, Limit.JOINT_COMMITS);

  private static final String NONE = "–";

  /** The schemes of adapters that have an event store only. */
  private static final Set<String> VIEWLESS = Set.of("cassandra");

  /** The schemes of adapters that have a view store only. */
  private static final Set<String> EVENTLESS = Set.of("redis", "opensearch");

  private CapabilityTable() {}

  /** What one adapter declares, over both of its stores. */
  private record Offer(Set<Capability> capabilities, Map<Limit, Long> limits, String feed) {}

  static String markdown() {
    Map<String, Offer> offers = new LinkedHashMap<>();
    offers.put("memory", offer("memory://capabilities"));
    for (ServerKind kind : ServerKind.values()) {
      try (Server server = Servers.start(kind, ServerOptions.defaults())) {
        offers.put(kind.word(), offer(server.uri()));
      }
    }
    return table(offers);
  }

  private static Offer offer(String uri) {
    String scheme = StoreUri.parse(uri).scheme();
    if (VIEWLESS.contains(scheme)) {
      return events(uri);
    }
    return EVENTLESS.contains(scheme) ? views(uri) : both(events(uri), views(uri));
  }

  private static Offer events(String uri) {
    try (EventStore events = EventStores.open(uri)) {
      Declaration said = events.declaration();
      return new Offer(
          said.capabilities(), without(OF_VIEWS, said), feed(said.feed().orElseThrow()));
    }
  }

  private static Offer views(String uri) {
    try (ViewStore views = ViewStores.open(uri)) {
      Declaration said = views.declaration();
      return new Offer(said.capabilities(), without(OF_EVENTS, said), NONE);
    }
  }

  private static Map<Limit, Long> without(Set<Limit> others, Declaration said) {
    Map<Limit, Long> limits = new EnumMap<>(said.limits().values());
    others.forEach(limits::remove);
    return limits;
  }

  private static Offer both(Offer events, Offer views) {
    Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
    capabilities.addAll(events.capabilities());
    capabilities.addAll(views.capabilities());
    Map<Limit, Long> limits = new EnumMap<>(views.limits());
    limits.putAll(events.limits());
    return new Offer(capabilities, limits, events.feed());
  }

  private static String feed(Declaration.Feed feed) {
    return feed.partitions() == 1 ? "1 partition" : feed.partitions() + " partitions";
  }

  private static String table(Map<String, Offer> offers) {
    StringBuilder out = new StringBuilder();
    out.append("| | ").append(String.join(" | ", offers.keySet())).append(" |\n");
    out.append("|---|").append(":---:|".repeat(offers.size())).append('\n');
    for (Capability capability : Capability.values()) {
      row(out, capability.name(), offers, o -> o.capabilities().contains(capability) ? "✓" : NONE);
    }
    row(out, "feed", offers, Offer::feed);
    for (Limit limit : Limit.values()) {
      row(out, limit.name(), offers, o -> value(o.limits(), limit));
    }
    return out.toString();
  }

  private static String value(Map<Limit, Long> limits, Limit limit) {
    return limits.containsKey(limit) ? "%,d".formatted(limits.get(limit)) : NONE;
  }

  private static void row(
      StringBuilder out, String name, Map<String, Offer> offers, Function<Offer, String> cell) {
    List<String> cells = new ArrayList<>(List.of("`" + name + "`"));
    offers.values().forEach(offer -> cells.add(cell.apply(offer)));
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
