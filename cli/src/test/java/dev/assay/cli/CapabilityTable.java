package dev.assay.cli;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
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

  private CapabilityTable() {}

  /** What one adapter declares, over both of its stores. */
  private record Offer(Set<Capability> capabilities, Map<Limit, Long> limits, String feed) {}

  static String markdown() {
    Map<String, Offer> offers = new LinkedHashMap<>();
    offers.put("memory", offer("memory://capabilities"));
    try (Server server = Servers.start(ServerKind.POSTGRES, ServerOptions.defaults())) {
      offers.put("postgres", offer(server.uri()));
    }
    return table(offers);
  }

  private static Offer offer(String uri) {
    try (EventStore events = EventStores.open(uri);
        ViewStore views = ViewStores.open(uri)) {
      Declaration ofEvents = events.declaration();
      Declaration ofViews = views.declaration();
      Set<Capability> both = EnumSet.noneOf(Capability.class);
      both.addAll(ofEvents.capabilities());
      both.addAll(ofViews.capabilities());
      Map<Limit, Long> limits = new EnumMap<>(ofEvents.limits().values());
      limits.put(Limit.DOCUMENT_BYTES, ofViews.limits().get(Limit.DOCUMENT_BYTES));
      limits.put(Limit.PAGE_VIEWS, ofViews.limits().get(Limit.PAGE_VIEWS));
      return new Offer(both, limits, feed(ofEvents.feed().orElseThrow()));
    }
  }

  private static String feed(Declaration.Feed feed) {
    return feed.partitions() == 1 ? "1 partition" : feed.partitions() + " partitions";
  }

  private static String table(Map<String, Offer> offers) {
    StringBuilder out = new StringBuilder();
    out.append("| | ").append(String.join(" | ", offers.keySet())).append(" |\n");
    out.append("|---|").append(":---:|".repeat(offers.size())).append('\n');
    for (Capability capability : Capability.values()) {
      row(out, capability.name(), offers, o -> o.capabilities().contains(capability) ? "✓" : "–");
    }
    row(out, "feed", offers, Offer::feed);
    for (Limit limit : Limit.values()) {
      row(out, limit.name(), offers, o -> "%,d".formatted(o.limits().getOrDefault(limit, 0L)));
    }
    return out.toString();
  }

  private static void row(
      StringBuilder out, String name, Map<String, Offer> offers, Function<Offer, String> cell) {
    List<String> cells = new ArrayList<>(List.of("`" + name + "`"));
    offers.values().forEach(offer -> cells.add(cell.apply(offer)));
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
