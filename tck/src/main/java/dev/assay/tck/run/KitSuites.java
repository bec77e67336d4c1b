package dev.assay.tck.run;

import dev.assay.tck.EventStoreFixture;
import dev.assay.tck.rule.RuleIndex;
import dev.assay.tck.rule.RuleSubject;
import dev.assay.tck.rule.RuleText;
import dev.assay.tck.rule.Specification;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All suites of the kit. */
public final class KitSuites {

  private static final List<Class<?>> HOLDERS =
      List.of(
          CoreSuites.class,
          FeedSuites.class,
          FeatureSuites.class,
          ViewSuites.class,
          HistorySuites.class,
          FaultSuites.class,
          CrashSuites.class,
          ModelSuites.class);

  private static final List<Class<?>> RUNNERS = inOrder(Specification.load());

  private KitSuites() {}

  /** Returns the suites, sorted by name. */
  public static List<Class<?>> all() {
    return runners()
        .<Class<?>>map(Class::getSuperclass)
        .sorted(Comparator.comparing(Class::getName))
        .toList();
  }

  /**
   * Returns the rules that concern an adapter, in the order of the specification. A rule about
   * views does not concern an adapter without views. A rule that no suite tests at all concerns
   * everyone: it is not judged.
   *
   * @param events whether the adapter has an event store
   * @param views whether it has a view store
   */
  public static Stream<RuleText> concerned(
      Specification specification, boolean events, boolean views) {
    RuleIndex index =
        RuleIndex.of(runners().filter(suite -> isAboutEvents(suite) ? events : views).toList());
    RuleIndex all = RuleIndex.of(all());
    return specification
        .rules()
        .filter(rule -> !index.of(rule.id()).isEmpty() || all.of(rule.id()).isEmpty());
  }

  static boolean isAboutEvents(Class<?> suite) {
    return EventStoreFixture.class.isAssignableFrom(suite);
  }

  /** Returns the runner's own subclasses of the suites, in the order of the specification. */
  static Stream<Class<?>> runners() {
    return RUNNERS.stream();
  }

  private static List<Class<?>> inOrder(Specification specification) {
    List<String> ids = specification.rules().map(RuleText::id).toList();
    return HOLDERS.stream()
        .<Class<?>>flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()))
        .filter(RuleSubject.class::isAssignableFrom)
        .sorted(Comparator.comparingInt(suite -> firstRule(suite, ids)))
        .toList();
  }

  private static int firstRule(Class<?> suite, List<String> ids) {
    return RuleIndex.of(List.of(suite)).tests().stream()
        .flatMap(test -> test.rule().stream())
        .mapToInt(ids::indexOf)
        .min()
        .orElse(ids.size());
  }
}
