package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Limit;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What every declaration is held to, of event stores and of view stores. */
final class Honesty {

  /** The capabilities that event stores may declare. */
  static final Set<Capability> EVENT_STORES =
      EnumSet.range(Capability.CLAIMS, Capability.RESTORATION);

  // A URI with a password, or a password option; what is replaced by asterisks is no secret.
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)://[^\\s/?#@:]*:(?!\\*+@)[^\\s/?#@]+@"
              + "|(pass|pwd|secret)[a-z]*\\s*[=:]\\s*(?!\\*)[^\\s,;&)\\]}]+");

  private Honesty() {}

  static void check(Declaration declaration) {
    assertThat(declaration.backend().name()).as("name of the backend").isNotBlank();
    assertThat(declaration.backend().version()).as("version of the backend").isNotBlank();
    assertThat(declaration.backend().topology()).as("topology of the backend").isNotBlank();
    assertThat(declaration.adapter()).as("name of the adapter").isNotBlank();
    assertThat(declaration.adapterVersion()).as("version of the adapter").isNotBlank();
    for (Limit limit : Limit.values()) {
      assertThat(declaration.limits().get(limit))
          .as("declared %s", limit)
          .isGreaterThanOrEqualTo(limit.floor());
    }
    declaration
        .feed()
        .ifPresent(
            feed ->
                assertThat(feed.lag())
                    .as("declared feed lag")
                    .isLessThanOrEqualTo(Declaration.PORTABLE_FEED_LAG));
  }

  static void checkNoSecret(String what, String text) {
    assertThat(SECRET.matcher(text).find()).as("%s shows a secret", what).isFalse();
  }
}
