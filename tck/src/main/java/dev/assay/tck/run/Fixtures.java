package dev.assay.tck.run;

import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.rule.RuleSubject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stores of one adapter. While a run lasts, its test instances find them by the name of the
 * run, which travels as a parameter of the JUnit platform; so runs do not disturb each other.
 */
record Fixtures(Optional<EventStoreFixture> events, Optional<ViewStoreFixture> views) {

  static final String RUN = "assay.run";

  private static final Map<String, Fixtures> RUNS = new ConcurrentHashMap<>();

  static Fixtures of(RuleSubject suite) {
    String run = suite.context().parameter(RUN).orElseThrow();
    return Optional.ofNullable(RUNS.get(run))
        .orElseThrow(() -> new IllegalStateException("The run is over"));
  }

  String begin() {
    String run = UUID.randomUUID().toString();
    RUNS.put(run, this);
    return run;
  }

  static void end(String run) {
    RUNS.remove(run);
  }

  boolean fits(Class<?> suite) {
    return KitSuites.isAboutEvents(suite) ? events.isPresent() : views.isPresent();
  }

  Optional<Declaration> eventDeclaration() {
    return events.map(Fixtures::declareEvents);
  }

  Optional<Declaration> viewDeclaration() {
    return views.map(Fixtures::declareViews);
  }

  private static Declaration declareEvents(EventStoreFixture fixture) {
    try (EventStore store = fixture.open(probe())) {
      return store.declaration();
    }
  }

  private static Declaration declareViews(ViewStoreFixture fixture) {
    try (ViewStore store = fixture.open(probe())) {
      return store.declaration();
    }
  }

  private static Realm probe() {
    return new Realm("tck-" + UUID.randomUUID());
  }
}
