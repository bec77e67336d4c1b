package dev.assay.tck.rule;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.StoreUri;
import dev.assay.tck.race.Bounded;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Judges the tests of a suite: opens the store, runs the test within bounds or proves the refusal
 * of what is not declared, and tells the whole story of a failure.
 */
public final class RuleExtension
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {

  /** The name of the entry that a test publishes when it proved a refusal. */
  public static final String VERDICT = "assay.verdict";

  /** The value of {@link #VERDICT} for a proven refusal. */
  public static final String DECLINED = "declined";

  /** The value of {@link #VERDICT} where the test had no means to judge. */
  public static final String NOT_JUDGED = "not judged";

  /** The name of the entry that says why a rule was declined or not judged. */
  public static final String WHY = "assay.why";

  /** The prefix of the entries that hold evidence. */
  public static final String EVIDENCE = "assay.evidence.";

  private static final long RUN_SEED = new Random().nextLong() >>> 16;
  private static final Duration QUICK_BUDGET = Duration.ofSeconds(60);
  private static final Duration FULL_BUDGET = Duration.ofMinutes(5);

  /** Created by JUnit. */
  public RuleExtension() {}

  @Override
  public void beforeEach(ExtensionContext test) {
    Context context = new Context(test);
    judge(test, () -> subject(test).begin(context));
  }

  @Override
  public void afterEach(ExtensionContext test) {
    boolean passed = test.getExecutionException().isEmpty();
    judge(test, () -> subject(test).end(passed));
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext test) {
    intercept(invocation, test);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext test) {
    intercept(invocation, test);
  }

  /** Returns the capabilities that a test needs, those of its suite included. */
  static Set<Capability> required(Class<?> suite, Method test) {
    Set<Capability> required = EnumSet.noneOf(Capability.class);
    Requires onSuite = suite.getAnnotation(Requires.class);
    Requires onTest = test.getAnnotation(Requires.class);
    required.addAll(onSuite == null ? List.of() : List.of(onSuite.value()));
    required.addAll(onTest == null ? List.of() : List.of(onTest.value()));
    return required;
  }

  private static void intercept(Invocation<Void> invocation, ExtensionContext test) {
    RuleSubject subject = subject(test);
    Set<Capability> required = required(test.getRequiredTestClass(), test.getRequiredTestMethod());
    Optional<Capability> missing =
        required.stream().filter(needed -> !subject.declaration().offers(needed)).findFirst();
    if (missing.isPresent()) {
      invocation.skip();
      judge(test, () -> subject.proveRefused(missing.get()));
      decline(test, "the store does not declare " + missing.get());
    } else {
      judge(
          test,
          () -> {
            required.forEach(needed -> checkImplemented(subject, needed));
            invocation.proceed();
          });
    }
  }

  private static void checkImplemented(RuleSubject subject, Capability capability) {
    if (!subject.implementsCapability(capability)) {
      throw new AssertionError(
          "The store declares %s, but its class does not implement the interface of it"
              .formatted(capability));
    }
  }

  private static void judge(ExtensionContext test, Body body) {
    Context context = new Context(test);
    try {
      Bounded.run(context.budget(), test.getDisplayName(), body::run);
    } catch (RuleViolation e) {
      throw e;
    } catch (Declined e) {
      decline(test, String.valueOf(e.getMessage()));
    } catch (NotJudged e) {
      test.publishReportEntry(Map.of(VERDICT, NOT_JUDGED, WHY, String.valueOf(e.getMessage())));
      throw e;
    } catch (Throwable e) {
      throw new RuleViolation(ruleOf(test), declaration(test), e, context.seed());
    }
  }

  private static void decline(ExtensionContext test, String why) {
    test.publishReportEntry(Map.of(VERDICT, DECLINED, WHY, why));
  }

  private static RuleText ruleOf(ExtensionContext test) {
    Rule rule = test.getRequiredTestMethod().getAnnotation(Rule.class);
    if (rule == null) {
      throw new IllegalStateException(test.getRequiredTestMethod() + " names no rule");
    }
    return Loaded.SPECIFICATION
        .rule(rule.value())
        .orElseThrow(() -> new IllegalStateException("There is no rule " + rule.value()));
  }

  private static Optional<Declaration> declaration(ExtensionContext test) {
    try {
      return Optional.of(subject(test).declaration());
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static RuleSubject subject(ExtensionContext test) {
    return (RuleSubject) test.getRequiredTestInstance();
  }

  private interface Body {
    void run() throws Throwable;
  }

  /** Read once, when the first test fails. */
  private static final class Loaded {
    private static final Specification SPECIFICATION = Specification.load();
  }

  private static final class Context implements RuleContext {

    private final ExtensionContext test;
    private final long seed;
    private final Random random;

    Context(ExtensionContext test) {
      this.test = test;
      seed = parameter(SEED).map(Long::parseLong).orElse(RUN_SEED);
      random = new Random(seed * 31 + name(test).hashCode());
    }

    // The suite, not the class that names the fixture: the same seed means the same everywhere.
    private static String name(ExtensionContext test) {
      Method method = test.getRequiredTestMethod();
      return method.getDeclaringClass().getName() + "." + method.getName() + test.getDisplayName();
    }

    @Override
    public long seed() {
      return seed;
    }

    @Override
    public Random random() {
      return random;
    }

    @Override
    public Profile profile() {
      return parameter(PROFILE)
          .map(name -> Profile.valueOf(name.toUpperCase(Locale.ROOT)))
          .orElse(Profile.QUICK);
    }

    Duration budget() {
      return parameter(BUDGET)
          .map(text -> StoreUri.parse("budget://any?timeout=" + text).timeout())
          .orElseGet(() -> usualBudget(profile()));
    }

    private Duration usualBudget(Profile profile) {
      Budget given = test.getRequiredTestMethod().getAnnotation(Budget.class);
      if (given == null) {
        given = test.getRequiredTestClass().getAnnotation(Budget.class);
      }
      if (given == null) {
        return profile == Profile.QUICK ? QUICK_BUDGET : FULL_BUDGET;
      }
      return Duration.ofSeconds(profile.pick(given.quick(), given.full()));
    }

    @Override
    public void evidence(String name, Object value) {
      test.publishReportEntry(Map.of(EVIDENCE + name, String.valueOf(value)));
    }

    @Override
    public void attach(String name, byte[] content) {
      test.publishFile(
          name, MediaType.APPLICATION_OCTET_STREAM, path -> Files.write(path, content));
    }

    @Override
    public Optional<String> parameter(String name) {
      return test.getConfigurationParameter(name);
    }
  }
}
