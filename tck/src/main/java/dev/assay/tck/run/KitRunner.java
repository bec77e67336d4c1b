package dev.assay.tck.run;

import dev.assay.spi.Declaration;
import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.ViewStoreFixture;
import dev.assay.tck.cost.Costs;
import dev.assay.tck.rule.KitVersion;
import dev.assay.tck.rule.Rule;
import dev.assay.tck.rule.RuleContext;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Seal;
import dev.assay.tck.rule.Specification;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the kit against one adapter. Runs do not disturb each other, neither one after the other nor
 * at the same time.
 */
public final class KitRunner {

  private final Fixtures fixtures;
  private final KitOptions options;
  private final Specification specification = Specification.load();
  private final Clock clock = Clock.systemUTC();

  private KitRunner(Fixtures fixtures, KitOptions options) {
    this.fixtures = fixtures;
    this.options = options;
    checkAsked();
  }

  /**
   * Returns a runner for an adapter.
   *
   * @param events opens its event store, if it has one
   * @param views opens its view store, if it has one
   * @throws IllegalArgumentException if it has neither, or if the options ask for a rule or group
   *     that does not exist
   */
  public static KitRunner of(
      Optional<EventStoreFixture> events, Optional<ViewStoreFixture> views, KitOptions options) {
    if (events.isEmpty() && views.isEmpty()) {
      throw new IllegalArgumentException("An adapter has an event store or a view store");
    }
    return new KitRunner(new Fixtures(events, views), options);
  }

  /** Returns a runner for an adapter that has an event store only. */
  public static KitRunner events(EventStoreFixture events, KitOptions options) {
    return of(Optional.of(events), Optional.empty(), options);
  }

  /** Returns a runner for an adapter that has a view store only. */
  public static KitRunner views(ViewStoreFixture views, KitOptions options) {
    return of(Optional.empty(), Optional.of(views), options);
  }

  /**
   * Opens each store once for its declaration, runs the tests, and measures what the works of
   * stores with a meter cost.
   *
   * @throws dev.assay.spi.StoreException if a store cannot be opened at all, so that nothing can be
   *     judged
   * @throws IllegalArgumentException if a fixture cannot make a store of what it was given
   */
  public KitResult run() {
    Instant started = clock.instant();
    Optional<Declaration> events = fixtures.eventDeclaration();
    Optional<Declaration> views = fixtures.viewDeclaration();
    List<RuleResult> rules = judge();
    Costs costs = Costs.measure(fixtures.events(), fixtures.views());
    return new KitResult(
        KitVersion.VERSION,
        specification.digest(),
        started,
        clock.instant(),
        options.seed(),
        options.profile(),
        options.rules(),
        events,
        views,
        rules,
        totals(rules),
        seals(rules),
        costs);
  }

  private void checkAsked() {
    Set<String> known = new TreeSet<>();
    specification.groups().forEach(group -> known.add(group.id()));
    Set<String> unknown = new TreeSet<>(options.rules());
    unknown.removeAll(known);
    unknown.removeIf(id -> specification.rule(id).isPresent());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no rule or group %s; the groups are %s"
              .formatted(String.join(", ", unknown), String.join(", ", known)));
    }
  }

  private List<RuleResult> judge() {
    List<Class<?>> runners = KitSuites.runners().filter(fixtures::fits).toList();
    TestListener listener = new TestListener(specification, options.listener());
    String run = fixtures.begin();
    try (Scratch scratch = Scratch.folder()) {
      launcher().execute(request(run, runners, scratch.path()), listener);
    } finally {
      Fixtures.end(run);
    }
    Map<String, List<TestResult>> tests =
        listener.results().stream().collect(Collectors.groupingBy(TestResult::rule));
    return concerned()
        .filter(rule -> options.asksFor(rule.id(), rule.group()))
        .map(rule -> new RuleResult(rule, tests.getOrDefault(rule.id(), List.of())))
        .toList();
  }

  private Stream<RuleText> concerned() {
    return KitSuites.concerned(
        specification, fixtures.events().isPresent(), fixtures.views().isPresent());
  }

  // Nothing that lies around on the class path or in system properties may change the verdicts.
  private static Launcher launcher() {
    return LauncherFactory.create(
        LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build());
  }

  private LauncherDiscoveryRequest request(String run, List<Class<?>> runners, Path scratch) {
    List<DiscoverySelector> selectors = new ArrayList<>();
    runners.forEach(runner -> selectors.add(DiscoverySelectors.selectClass(runner)));
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(selectors)
        .filters(EngineFilter.includeEngines("junit-jupiter"))
        .filters((PostDiscoveryFilter) this::asked)
        .enableImplicitConfigurationParameters(false)
        .configurationParameter(LauncherConstants.OUTPUT_DIR_PROPERTY_NAME, scratch.toString())
        .configurationParameter(Fixtures.RUN, run)
        .configurationParameter(RuleContext.SEED, String.valueOf(options.seed()))
        .configurationParameter(RuleContext.PROFILE, options.profile().name())
        .configurationParameters(Parallel.parameters(options.atATime()))
        .build();
  }

  private FilterResult asked(TestDescriptor test) {
    Optional<Method> method =
        test.getSource()
            .filter(MethodSource.class::isInstance)
            .map(source -> ((MethodSource) source).getJavaMethod());
    if (method.isEmpty()) {
      return FilterResult.included("not a test");
    }
    Rule rule = method.get().getAnnotation(Rule.class);
    boolean wanted = rule != null && options.asksFor(rule.value(), RuleText.groupOf(rule.value()));
    return FilterResult.includedIf(wanted);
  }

  private List<GroupTotal> totals(List<RuleResult> rules) {
    Map<String, List<RuleResult>> byGroup =
        rules.stream().collect(Collectors.groupingBy(result -> result.rule().group()));
    return specification.groups().stream()
        .filter(group -> byGroup.containsKey(group.id()))
        .map(group -> GroupTotal.of(group, byGroup.getOrDefault(group.id(), List.of())))
        .toList();
  }

  private List<SealResult> seals(List<RuleResult> rules) {
    return Arrays.stream(Seal.values()).map(seal -> seal(seal, rules)).toList();
  }

  private SealResult seal(Seal seal, List<RuleResult> rules) {
    List<RuleResult> own = rules.stream().filter(rule -> rule.rule().seal() == seal).toList();
    long all = concerned().filter(rule -> rule.seal() == seal).count();
    return SealResult.of(seal, own, own.size() == all);
  }
}
