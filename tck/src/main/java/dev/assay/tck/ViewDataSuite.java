package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.Capability;
import dev.assay.tck.rule.Rule;
import org.junit.jupiter.api.Test;

/**
 * Proves that a view store declares what it is. What documents, ids and limits promise is proven by
 * {@link ViewSuite}.
 */
public abstract class ViewDataSuite extends ViewStoreSuite {

  @Test
  @Rule("DATA-13")
  void theDeclarationOfAViewStoreIsHonest() {
    assertThat(another().declaration()).isEqualTo(declaration());
    Honesty.check(declaration());
    assertThat(declaration().feed()).as("shape of a feed").isEmpty();
    for (Capability capability : Capability.values()) {
      if (Honesty.EVENT_STORES.contains(capability)) {
        assertThat(declaration().offers(capability))
            .as("whether it declares %s", capability)
            .isFalse();
      } else if (capability != Capability.FULL_TEXT) {
        assertThat(implementsCapability(capability))
            .as("whether the class implements %s", interfaceOf(capability).getName())
            .isEqualTo(declaration().offers(capability));
      }
    }
    assertThat(
            declaration().offers(Capability.SEARCH) || !declaration().offers(Capability.FULL_TEXT))
        .as("full text is a part of search")
        .isTrue();
  }

  @Test
  @Rule("DATA-14")
  void noSecretOfAViewStoreShows() {
    Honesty.checkNoSecret("toString of the store", store().toString());
    Honesty.checkNoSecret("the declaration", declaration().toString());
  }
}
