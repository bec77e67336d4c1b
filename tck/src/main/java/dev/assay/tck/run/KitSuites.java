package dev.assay.tck.run;

import dev.assay.tck.rule.RuleSubject;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All suites of the kit. */
public final class KitSuites {

  private static final List<Class<?>> HOLDERS =
      List.of(CoreSuites.class, FeedSuites.class, FeatureSuites.class, ViewSuites.class);

  private KitSuites() {}

  /** Returns the suites, sorted by name. */
  public static List<Class<?>> all() {
    return runners()
        .<Class<?>>map(Class::getSuperclass)
        .sorted(Comparator.comparing(Class::getName))
        .toList();
  }

  /** Returns the runner's own subclasses of the suites. */
  static Stream<Class<?>> runners() {
    return HOLDERS.stream()
        .flatMap(holder -> Arrays.stream(holder.getDeclaredClasses()))
        .filter(RuleSubject.class::isAssignableFrom);
  }
}
