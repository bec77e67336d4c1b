package dev.assay.tck.rule;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Which test proves which rule.
 *
 * @param tests the tests of all suites
 */
public record RuleIndex(List<Entry> tests) {

  /** Sorts the tests by suite and name. */
  public RuleIndex {
    tests =
        tests.stream()
            .sorted(
                Comparator.comparing((Entry test) -> test.suite().getName())
                    .thenComparing(test -> test.method().getName()))
            .toList();
  }

  /**
   * A test of a suite.
   *
   * @param suite the suite
   * @param method the test
   */
  public record Entry(Class<?> suite, Method method) {

    /** Returns the id of the rule that the test names, if it names one. */
    public Optional<String> rule() {
      return Optional.ofNullable(method.getAnnotation(Rule.class)).map(Rule::value);
    }

    /** Returns the test's name as people read it, such as {@code LockSuite.oneWins}. */
    public String name() {
      return suite.getSimpleName() + "." + method.getName();
    }

    private String group() {
      return groupOf(suite);
    }
  }

  /** Collects the tests of suites. */
  public static RuleIndex of(Collection<Class<?>> suites) {
    List<Entry> tests = new ArrayList<>();
    for (Class<?> suite : suites) {
      for (Method method :
          ReflectionSupport.findMethods(
              suite, RuleIndex::concernsRules, HierarchyTraversalMode.TOP_DOWN)) {
        tests.add(new Entry(suite, method));
      }
    }
    return new RuleIndex(tests);
  }

  // A method that names a rule but is no test would be a rule that nobody proves.
  private static boolean concernsRules(Method method) {
    return AnnotationSupport.isAnnotated(method, Testable.class)
        || method.isAnnotationPresent(Rule.class);
  }

  /**
   * Returns the group whose rules a suite may prove, by its name: {@code REQUEST-LOG} for {@code
   * RequestLogSuite}, {@code DATA} for {@code DataSuite} and {@code ViewDataSuite}.
   */
  static String groupOf(Class<?> suite) {
    String name = suite.getSimpleName().replaceFirst("Suite$", "");
    String bare = name.replaceFirst("^View(?=[A-Z])", "");
    return bare.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toUpperCase(Locale.ROOT);
  }

  /** Returns the tests of a rule. */
  public List<Entry> of(String rule) {
    return tests.stream().filter(test -> test.rule().equals(Optional.of(rule))).toList();
  }

  /**
   * Returns how the tests and the specification disagree, one sentence each; none if they agree.
   */
  public List<String> problems(Specification specification) {
    List<String> problems = new ArrayList<>();
    for (Entry test : tests) {
      checkTest(test, specification).ifPresent(problems::add);
    }
    for (RuleGroup group : specification.groups()) {
      if (group.rules().isEmpty()) {
        problems.add("The group %s has no rule".formatted(group.id()));
      }
      for (RuleText rule : group.rules()) {
        if (of(rule.id()).isEmpty()) {
          problems.add("The rule %s has no test".formatted(rule.id()));
        }
      }
    }
    return problems;
  }

  private static Optional<String> checkTest(Entry test, Specification specification) {
    if (!AnnotationSupport.isAnnotated(test.method(), Testable.class)) {
      return Optional.of("%s names a rule but is no test".formatted(test.name()));
    }
    if (test.rule().isEmpty()) {
      return Optional.of("The test %s names no rule".formatted(test.name()));
    }
    String id = test.rule().get();
    return specification
        .rule(id)
        .map(rule -> checkAgainst(test, rule))
        .orElseGet(
            () ->
                Optional.of(
                    "The test %s names the rule %s, which does not exist"
                        .formatted(test.name(), id)));
  }

  private static Optional<String> checkAgainst(Entry test, RuleText rule) {
    if (!rule.group().equals(test.group())) {
      return Optional.of(
          "The test %s proves %s, but its suite is for %s"
              .formatted(test.name(), rule.id(), test.group()));
    }
    Set<?> required = RuleExtension.required(test.suite(), test.method());
    if (!required.equals(rule.requires())) {
      return Optional.of(
          "The test %s requires %s, but the rule %s requires %s"
              .formatted(test.name(), required, rule.id(), rule.requires()));
    }
    return Optional.empty();
  }

  /** Returns how the document's table of limits and the code disagree, one sentence each. */
  public static List<String> limitProblems(Specification specification) {
    Set<String> names = new TreeSet<>(specification.floors().keySet());
    EnumSet.allOf(dev.assay.spi.Limit.class).forEach(limit -> names.add(limit.name()));
    return names.stream().flatMap(name -> limitProblem(name, specification).stream()).toList();
  }

  private static Optional<String> limitProblem(String name, Specification specification) {
    Optional<Long> code =
        EnumSet.allOf(dev.assay.spi.Limit.class).stream()
            .filter(limit -> limit.name().equals(name))
            .map(dev.assay.spi.Limit::floor)
            .findFirst();
    Optional<Long> document = Optional.ofNullable(specification.floors().get(name));
    if (code.equals(document)) {
      return Optional.empty();
    }
    return Optional.of(
        "The limit %s has the floor %s in the code, but %s in the document"
            .formatted(name, shown(code), shown(document)));
  }

  private static String shown(Optional<Long> floor) {
    return floor.map(String::valueOf).orElse("none");
  }

  /** Returns the index as a document, rule by rule. */
  public String markdown(Specification specification) {
    StringBuilder out = new StringBuilder(INTRODUCTION);
    for (RuleGroup group : specification.groups()) {
      out.append("\n## %s: %s\n".formatted(group.id(), group.title()));
      out.append("\n| rule | requires | proven by |\n|---|---|---|\n");
      group.rules().forEach(rule -> out.append(row(rule)));
    }
    return out.toString();
  }

  private String row(RuleText rule) {
    String requires =
        rule.requires().stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
    String tests = of(rule.id()).stream().map(this::cell).collect(Collectors.joining("<br>"));
    String title = "%s: %s".formatted(rule.id(), rule.title()).replace("|", "\\|");
    return "| %s | %s | %s |\n".formatted(title, requires, tests);
  }

  private String cell(Entry test) {
    return "`" + test.name() + "`";
  }

  private static final String INTRODUCTION =
      """
      # Rules and their tests

      Every rule of [the specification](../spi/SPEC.md) with the tests that prove it. Generated; the build fails when it
      is stale. This command writes it anew:

      ```sh
      mvn -B test -pl tck -am -Dtest=SpecificationTest -Dsurefire.failIfNoSpecifiedTests=false -Dassay.update=true
      ```
      """;
}
