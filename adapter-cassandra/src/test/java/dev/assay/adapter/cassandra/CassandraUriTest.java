package dev.assay.adapter.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.adapter.cassandra.CassandraConfig.Tables;
import dev.assay.spi.StoreUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URI may say. */
class CassandraUriTest {

  @Test
  void whatIsLeftOutHasAUsualValue() {
    CassandraUri uri = uri("cassandra:///");
    assertThat(uri.server()).isEqualTo("Cassandra at 127.0.0.1:9042");
    assertThat(uri.config().keyspace()).isEqualTo("assay");
    assertThat(uri.config().replication()).isEqualTo(Replication.simple(1));
    assertThat(uri.config().tables()).isEqualTo(Tables.CREATE);
    assertThat(uri.tls()).isFalse();
  }

  @Test
  void severalHostsMeanSeveralCopies() {
    assertThat(uri("cassandra://a,b,c,d/k").config().replication())
        .isEqualTo(Replication.simple(3));
    assertThat(uri("cassandra://a,b/k?replication=dc1:2").config().replication())
        .isEqualTo(Replication.parse("dc1:2"));
  }

  @Test
  void aKeyTellsSessionsApartAndShowsNoSecret() {
    CassandraUri.Key key =
        uri("cassandra://u:geheim@h/k?realm=a&tls=true&keystorePassword=psst").key();
    assertThat(uri("cassandra://u:geheim@h:9042/k?tls=true&keystorePassword=psst&realm=b").key())
        .isEqualTo(key);
    assertThat(uri("cassandra://u:other@h/k?tls=true&keystorePassword=psst").key())
        .isNotEqualTo(key);
    assertThat(key.toString()).doesNotContain("geheim").doesNotContain("psst");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cassandra://h/k?replicaton=1",
        "cassandra://h/K",
        "cassandra://h/a%22b",
        "cassandra://h/a;b",
        "cassandra://h/system_auth",
        "cassandra://h/k?tables=perhaps",
        "cassandra://h/k?pool=0",
        "cassandra://h/k?protocol=V3",
        "cassandra://h/k?tls=yes",
        "cassandra://h/k?truststore=/a",
        "cassandra://h/k?tlsHostnames=false",
        "cassandra://h/k?hosts=some",
        "cassandra://h/k?timeout=0s",
        "cassandra://h/k?replication=three"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> uri(text).config()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesTheKnownOptions() {
    assertThatThrownBy(() -> uri("cassandra://h/k?dcs=1"))
        .hasMessageContaining("replication")
        .hasMessageContaining("truststorePassword")
        .hasMessageContaining("realm");
  }

  private static CassandraUri uri(String text) {
    return new CassandraUri(StoreUri.parse(text));
  }
}
