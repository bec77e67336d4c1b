package dev.assay.tck.rule;

import dev.assay.spi.Declaration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says that a store breaks a rule, with everything that its author needs to find out why. */
public final class RuleViolation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final String rule;

  RuleViolation(RuleText rule, Optional<Declaration> store, Throwable cause, long seed) {
    super(message(rule, store, cause, seed), cause);
    this.rule = rule.id();
  }

  /** Returns the id of the rule. */
  public String rule() {
    return rule;
  }

  private static String message(
      RuleText rule, Optional<Declaration> store, Throwable cause, long seed) {
    return """
        %s: %s
          adapter:   %s
          expected:  %s
          observed:  %s
          look at:   %s
          seed:      %d (the same again: -D%s=%d)"""
        .formatted(
            rule.id(),
            rule.title(),
            store.map(RuleViolation::adapter).orElse("(its store could not be opened)"),
            rule.must(),
            indented(observed(cause)),
            rule.lookAt(),
            seed,
            RuleContext.SEED,
            seed);
  }

  private static String adapter(Declaration store) {
    Declaration.Backend backend = store.backend();
    return "%s %s on %s %s, %s"
        .formatted(
            store.adapter(),
            store.adapterVersion(),
            backend.name(),
            backend.version(),
            backend.topology());
  }

  private static String observed(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).strip();
    if (cause instanceof AssertionError) {
      return text;
    }
    return "a call threw %s: %s".formatted(cause.getClass().getSimpleName(), text);
  }

  private static String indented(String text) {
    return text.lines().map(String::stripTrailing).collect(Collectors.joining("\n             "));
  }
}
