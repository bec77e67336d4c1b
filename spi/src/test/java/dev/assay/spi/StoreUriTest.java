package dev.assay.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.assay.spi.StoreUri.HostPort;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Says which URIs are understood, and proves that no password ever shows. */
final class StoreUriTest {

  /** Passwords with everything that has a meaning in a URI. */
  @Provide
  Arbitrary<String> passwords() {
    return Arbitraries.strings()
        .withChars("sEcR3t:/?#[]@!$&'()*+,;=% \\\"<>äß漢")
        .ofMinLength(6)
        .ofMaxLength(20)
        .filter(password -> password.trim().length() > 5);
  }

  @Property(tries = 3000)
  void anEncodedPasswordIsReadAndNeverShown(@ForAll("passwords") String password) {
    String encoded = PercentCode.encode(password, "");
    StoreUri uri = StoreUri.parse("postgresql://ada:" + encoded + "@db:5432/x?password=" + encoded);
    assertThat(uri.password()).contains(password);
    assertThat(uri.option("password")).contains(password);
    assertThat(uri.toString()).isEqualTo("postgresql://ada:***@db:5432/x?password=***");
    assertThat(messageOf(() -> uri.allowOptions("tls"))).doesNotContain(password, encoded);
  }

  @Property(tries = 3000)
  void aPasswordThatSomebodyForgotToEncodeNeverShows(@ForAll("passwords") String password) {
    String text = "postgresql://ada:" + password + "@db/x?tls=on";
    String shown =
        messageOf(
            () -> {
              StoreUri uri = StoreUri.parse(text);
              uri.allowOptions("tls");
              uri.timeout();
              uri.realm();
              throw new IllegalStateException(uri.toString());
            });
    assertThat(shown).doesNotContain(password).doesNotContain(PercentCode.encode(password, ""));
  }

  @Property
  void withoutSecretsTheTextParsesToTheSameParts(
      @ForAll("passwords") String name, @ForAll("passwords") String value) {
    String encoded = PercentCode.encode(value, "");
    StoreUri uri =
        StoreUri.parse(
            "s://%s@h1,[::1]:1/%s?%s=%s#%s"
                .formatted(encoded, encoded, "o" + PercentCode.encode(name, ""), encoded, encoded));
    StoreUri again = StoreUri.parse(uri.toString());
    assertThat(again.user()).contains(value);
    assertThat(again.hosts()).isEqualTo(uri.hosts());
    assertThat(again.path()).isEqualTo(value);
    assertThat(again.options()).isEqualTo(Map.of("o" + name, value));
    assertThat(again.fragment()).contains(value);
  }

  @Test
  void everyPartIsHandedOutDecoded() {
    StoreUri uri =
        StoreUri.parse("PostgreSQL://a%40b:p%3Aw@h1:5433,h2,[::1]:7/my%20db?x=1+%2B&y#main%23");
    assertThat(uri.scheme()).isEqualTo("postgresql");
    assertThat(uri.user()).contains("a@b");
    assertThat(uri.password()).contains("p:w");
    assertThat(uri.hosts())
        .containsExactly(new HostPort("h1", 5433), new HostPort("h2", 0), new HostPort("::1", 7));
    assertThat(uri.path()).isEqualTo("my db");
    assertThat(uri.options()).containsExactly(Map.entry("x", "1++"), Map.entry("y", ""));
    assertThat(uri.fragment()).contains("main#");
    assertThat(uri.hosts().get(1).portOr(5432)).isEqualTo(5432);
    assertThat(uri.hosts().get(0).portOr(5432)).isEqualTo(5433);
    assertThat(uri)
        .hasToString("postgresql://a%40b:***@h1:5433,h2,[::1]:7/my%20db?x=1%2B%2B&y=#main%23");
  }

  @Test
  void everyPartButTheSchemeMayBeMissing() {
    StoreUri uri = StoreUri.parse("memory://");
    assertThat(uri.hosts()).isEmpty();
    assertThat(uri.user()).isEmpty();
    assertThat(uri.password()).isEmpty();
    assertThat(uri.path()).isEmpty();
    assertThat(uri.fragment()).isEmpty();
    assertThat(uri.realm()).isEqualTo(Realm.DEFAULT);
    assertThat(uri.timeout()).isEqualTo(StoreUri.DEFAULT_TIMEOUT);
    assertThat(uri).hasToString("memory://");
  }

  @Test
  void aPasswordWithoutUserIsKnownAndHidden() {
    StoreUri uri = StoreUri.parse("redis://:hunter22@h/0");
    assertThat(uri.user()).isEmpty();
    assertThat(uri.password()).contains("hunter22");
    assertThat(uri).hasToString("redis://:***@h/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password",
        "sslpassword",
        "PassPhrase",
        "client_secret",
        "auth-token",
        "apiKey",
        "api_key",
        "access.key",
        "sslkey",
        "pwd",
        "x%0Apassword"
      })
  void secretOptionsAreHidden(String option) {
    StoreUri uri = StoreUri.parse("s://h?" + option + "=hunter22&realm=a");
    assertThat(uri.options()).containsValue("hunter22");
    assertThat(uri.toString()).doesNotContain("hunter22").contains("***").endsWith("&realm=a");
    assertThat(uri.with("secret", "hunter22").toString()).doesNotContain("hunter22");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "host/db",
        "postgresql:/h",
        "://h",
        "1s://h",
        "s://[::1",
        "s://::1",
        "s://a]b",
        "s://xy]:1",
        "s://[::1]5",
        "s://h:",
        "s://h:0",
        "s://h:65536",
        "s://h:-1",
        "s://h:+5",
        "s://h:٣",
        "s://h:x",
        "s://:5432",
        "s://a,,b",
        "s://a,",
        "s://h/%",
        "s://h/%zz",
        "s://h/%4",
        "s://h/%FF",
        "s://h/%ED%A0%80",
        "s://h/%٣٣",
        "s://h?a=1&a=2",
        "s://u:1/2@h/db",
        "s://u:1?2@h/db",
        "s://u:1#2@h/db",
        "s://u:p@1/2@h/db",
        "s://[]",
        "s://h/a\nb#c\nd"
      })
  void whatIsNoStoreUriIsRefused(String text) {
    assertThatThrownBy(() -> StoreUri.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "1s,1000", "2m,120000", "999999999ms,999999999"})
  void timesHaveUnits(String text, long millis) {
    assertThat(StoreUri.parse("s://h?timeout=" + text).timeout())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0s", "-1s", "1h", "1.5s", "s", "9999999999s", "1 s"})
  void whatIsNoTimeIsRefused(String text) {
    StoreUri uri = StoreUri.parse("s://h?timeout=" + PercentCode.encode(text, ""));
    assertThatThrownBy(uri::timeout)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The option 'timeout' must be a positive time such as 500ms, 5s or 2m");
  }

  @Test
  void numbersAreBounded() {
    StoreUri uri = StoreUri.parse("s://h?pool=8&bad=x");
    assertThat(uri.number("pool", 1, 8)).contains(8);
    assertThat(uri.number("other", 1, 8)).isEmpty();
    assertThatThrownBy(() -> uri.number("pool", 1, 7))
        .hasMessage("The option 'pool' must be a whole number from 1 to 7");
    assertThatThrownBy(() -> uri.number("pool", 9, 10)).hasMessageContaining("from 9 to 10");
    assertThatThrownBy(() -> uri.number("bad", 1, 7)).hasMessageContaining("whole number");
  }

  @Test
  void unknownOptionsAreNamedWithTheKnownOnes() {
    StoreUri uri = StoreUri.parse("s://h?realm=a&timeout=1s&tls=on&poool=1");
    uri.with("poool", "2").allowOptions("tls", "poool");
    assertThatThrownBy(() -> uri.allowOptions("tls", "pool"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Unknown option 'poool' for s; known are [hosts, pool, realm, timeout, tls]");
  }

  @Test
  void theSameUriLeadsToAProxy() {
    StoreUri uri = StoreUri.parse("s://me:secret@a:1,b:2/db?pool=3").at("127.0.0.1", 4);
    assertThat(uri).hasToString("s://me:***@127.0.0.1:4/db?pool=3");
    assertThat(uri.password()).contains("secret");
    assertThat(StoreUri.parse("s://h/db").at("::1", 5)).hasToString("s://[::1]:5/db");
  }

  @Test
  void aRealmIsCheckedLikeAnyName() {
    assertThat(StoreUri.parse("s://h?realm=a%20b").realm()).isEqualTo(new Realm("a b"));
    assertThat(StoreUri.parse("s://?realm=me@x").realm()).isEqualTo(new Realm("me@x"));
    assertThatThrownBy(() -> StoreUri.parse("s://h?realm=").realm())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StoreUri.parse("s://h?realm=%0A").realm())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void controlCharactersDoNotReachALog() {
    assertThat(StoreUri.parse("s://h/a%0Ab?x=%1B[1m").toString())
        .isEqualTo("s://h/a%0Ab?x=%1B%5B1m");
  }

  private static String messageOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    return String.valueOf(thrown.getMessage()) + thrown.getCause();
  }
}
