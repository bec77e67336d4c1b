package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.StoreUri;
import dev.assay.tck.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BackendsTest {

  @Test
  void ofSeveralHostsTheKitStandsBeforeTheFirst() {
    Backend backend = at("cassandra://127.0.0.2:9042,127.0.0.3:9043/assay");
    assertThat(backend)
        .isInstanceOfSatisfying(
            Backend.Server.class,
            server -> {
              assertThat(server.address().getHostString()).isEqualTo("127.0.0.2");
              assertThat(server.address().getPort()).isEqualTo(9042);
              assertThat(server.control()).isEmpty();
              assertThat(server.members()).isEqualTo(List.of());
            });
  }

  @ParameterizedTest
  @CsvSource({
    "dynamodb:///assay?region=eu-west-1, names no host",
    "cassandra://127.0.0.1/assay, names no port"
  })
  void theKitSaysWhyItCannotStandBeforeAServer(String address, String why) {
    assertThat(at(address))
        .isInstanceOfSatisfying(
            Backend.Unknown.class, unknown -> assertThat(unknown.why()).contains(why));
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory://name", "my:///name"})
  void aStoreWithoutHostsLivesInThisProcess(String address) {
    assertThat(at(address)).isInstanceOf(Backend.InProcess.class);
  }

  private static Backend at(String address) {
    return Backends.at(StoreUri.parse(address));
  }
}
