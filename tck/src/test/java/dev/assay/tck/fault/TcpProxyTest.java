package dev.assay.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.tck.race.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class TcpProxyTest {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int SHORT_MILLIS = 150;

  private EchoServer server;
  private TcpProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new EchoServer();
    proxy = TcpProxy.before(server.address());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void aCleanRunShowsWhereDataStoppedAndWentOn() throws IOException {
    try (Socket first = connect();
        Socket second = connect()) {
      ask(first, "before");
      proxy.watch();
      ask(second, "ab");
      ask(first, "cde");
      ask(second, "f");
      assertThat(proxy.turns())
          .containsExactly(
              new Turn(0, Flow.TO_SERVER, 0, 0, 2),
              new Turn(0, Flow.TO_CLIENT, 0, 0, 2),
              new Turn(0, Flow.TO_SERVER, 1, 2, 3),
              new Turn(0, Flow.TO_CLIENT, 1, 2, 3),
              new Turn(1, Flow.TO_SERVER, 0, 6, 9),
              new Turn(1, Flow.TO_CLIENT, 0, 6, 9));
      assertThat(proxy.passed()).isEqualTo(12);
      assertThat(proxy.fired()).isFalse();
    }
  }

  @Test
  void everyBoundaryMeetsEveryFaultThatMakesADifference() {
    List<Turn> run =
        List.of(new Turn(0, Flow.TO_SERVER, 0, 0, 8), new Turn(0, Flow.TO_CLIENT, 0, 0, 1));
    assertThat(Point.all(run, Set.of(Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.LATE)))
        .containsExactly(
            new Point(0, Flow.TO_SERVER, 0, Place.BEGIN, Fault.RESET_BEFORE),
            new Point(0, Flow.TO_SERVER, 0, Place.BEGIN, Fault.LATE),
            new Point(0, Flow.TO_SERVER, 0, Place.INSIDE, Fault.RESET_BEFORE),
            new Point(0, Flow.TO_SERVER, 0, Place.INSIDE, Fault.LATE),
            new Point(0, Flow.TO_SERVER, 0, Place.END, Fault.RESET_AFTER),
            new Point(0, Flow.TO_CLIENT, 0, Place.BEGIN, Fault.RESET_BEFORE),
            new Point(0, Flow.TO_CLIENT, 0, Place.END, Fault.RESET_AFTER));
    assertThat(new Point(0, Flow.TO_SERVER, 0, Place.INSIDE, Fault.STALL).offset(run)).isEqualTo(4);
  }

  @Test
  void aResetBeforeAByteKeepsItFromTheServer() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_SERVER, 1, Place.INSIDE, Fault.RESET_BEFORE, 2);
      ask(client, "first");
      send(client, "abcd");
      assertReset(client);
      Await.until(SOON, "the server gets what passed", () -> server.received().equals("firstab"));
      assertThat(proxy.fired()).isTrue();
    }
  }

  @Test
  void aResetBeforeTheAnswerComesWhenTheServerHasGotAll() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_CLIENT, 0, Place.BEGIN, Fault.RESET_BEFORE, 0);
      send(client, "abcd");
      assertReset(client);
      assertThat(server.received()).isEqualTo("abcd");
    }
  }

  @Test
  void aResetAfterAByteNeedsNoFurtherByte() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_CLIENT, 0, Place.END, Fault.RESET_AFTER, 4);
      send(client, "abcd");
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(
              () -> {
                receive(client, 4);
                receive(client, 1);
              });
      assertThat(proxy.fired()).isTrue();
    }
  }

  @Test
  void aHalfClosedWayEndsAndTheOtherStaysOpen() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_CLIENT, 0, Place.INSIDE, Fault.HALF_CLOSE, 3);
      send(client, "abcd");
      assertThat(receive(client, 9)).isEqualTo("abc");
      send(client, "more");
      Await.until(SOON, "the server still hears", () -> server.received().equals("abcdmore"));
    }
  }

  @Test
  void aStalledWaySwallowsAndHealingResets() throws IOException {
    try (Socket client = connect();
        Socket other = connect()) {
      arm(Flow.TO_CLIENT, 0, Place.BEGIN, Fault.STALL, 0);
      send(client, "abcd");
      assertSilent(client);
      assertThat(server.received()).isEqualTo("abcd");
      assertThat(ask(other, "other")).isEqualTo("other");
      proxy.heal();
      assertReset(client);
      assertThat(ask(other, "again")).isEqualTo("again");
    }
  }

  @Test
  void aBlackoutSwallowsOnAllConnections() throws IOException {
    try (Socket client = connect();
        Socket other = connect()) {
      arm(Flow.TO_SERVER, 0, Place.BEGIN, Fault.BLACKOUT, 0);
      send(client, "abcd");
      assertSilent(client);
      send(other, "other");
      assertSilent(other);
      try (Socket fresh = connect()) {
        send(fresh, "fresh");
        assertSilent(fresh);
      }
      assertThat(server.received()).isEmpty();
      proxy.heal();
      assertReset(other);
      assertWorks();
    }
  }

  @Test
  void aSlowWayTricklesAndComesToItsEndWhenReleased() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_SERVER, 0, Place.BEGIN, Fault.SLOW, 0);
      String text = "x".repeat(500);
      send(client, text);
      assertThat(receive(client, 1)).isEqualTo("x");
      assertThat(server.received().length()).isBetween(1, 400);
      assertThat(proxy.deliver()).isTrue();
      assertThat(receive(client, 499)).hasSize(499);
      assertThat(server.received()).isEqualTo(text);
    }
  }

  @Test
  void whatIsLateReachesTheServerWhenTheClientIsGone() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_SERVER, 0, Place.BEGIN, Fault.LATE, 0);
      send(client, "abcd");
      assertReset(client);
      assertThat(server.received()).isEmpty();
      assertWorks();
      assertThat(proxy.deliver()).isTrue();
      assertThat(server.received()).isEqualTo("worksabcd");
      assertThat(proxy.deliver()).isFalse();
      proxy.heal();
      assertWorks();
    }
  }

  @Test
  void aCutOffRefusesConnectionsUntilItIsHealed() throws IOException {
    try (Socket client = connect();
        Socket other = connect()) {
      arm(Flow.TO_SERVER, 0, Place.END, Fault.CUT_OFF, 4);
      send(client, "abcd");
      assertReset(client);
      assertReset(other);
      assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
      proxy.heal();
      assertWorks();
    }
  }

  @Test
  void nobodyGetsInOnceConnectionsAreRefused() throws IOException {
    for (int i = 0; i < 500; i++) {
      assertWorks();
      proxy.refuse();
      assertThatExceptionOfType(ConnectException.class).as("round %d", i).isThrownBy(this::connect);
      proxy.heal();
    }
  }

  @Test
  void aGateHoldsAndLosesNothing() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_SERVER, 0, Place.INSIDE, Fault.GATE, 2);
      send(client, "abcd");
      assertThat(receive(client, 2)).isEqualTo("ab");
      assertSilent(client);
      assertThat(proxy.fired()).isTrue();
      proxy.release();
      assertThat(receive(client, 2)).isEqualTo("cd");
      assertThat(ask(client, "more")).isEqualTo("more");
    }
  }

  @Test
  void aPauseHoldsEverythingUntilItIsReleased() throws IOException {
    try (Socket client = connect()) {
      proxy.pause();
      send(client, "abcd");
      assertSilent(client);
      try (Socket fresh = connect()) {
        send(fresh, "fresh");
        assertSilent(fresh);
        proxy.release();
        assertThat(receive(client, 4)).isEqualTo("abcd");
        assertThat(receive(fresh, 5)).isEqualTo("fresh");
      }
    }
  }

  @Test
  void aPointThatIsNotReachedDoesNotFire() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_SERVER, 1, Place.BEGIN, Fault.RESET_BEFORE, 0);
      assertThat(ask(client, "abcd")).isEqualTo("abcd");
      assertThat(proxy.fired()).isFalse();
      proxy.heal();
      assertThat(ask(client, "efgh")).isEqualTo("efgh");
    }
  }

  @Test
  void closingEndsAllConnectionsAndThreads() throws IOException {
    try (Socket client = connect()) {
      arm(Flow.TO_SERVER, 0, Place.BEGIN, Fault.GATE, 0);
      send(client, "abcd");
      Await.until(SOON, "the gate holds", proxy::fired);
      proxy.close();
      assertReset(client);
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(t -> t.getName().startsWith("assay proxy " + proxy.address().getPort()));
    }
  }

  private void arm(Flow flow, int turn, Place place, Fault fault, long offset) {
    proxy.arm(new Point(0, flow, turn, place, fault), offset);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  private void assertWorks() throws IOException {
    try (Socket fresh = connect()) {
      assertThat(ask(fresh, "works")).isEqualTo("works");
    }
  }

  private static String ask(Socket socket, String text) throws IOException {
    send(socket, text);
    return receive(socket, text.length());
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String receive(Socket socket, int most) throws IOException {
    return new String(socket.getInputStream().readNBytes(most), StandardCharsets.US_ASCII);
  }

  private static void assertReset(Socket socket) {
    assertThatExceptionOfType(SocketException.class).isThrownBy(() -> receive(socket, 100));
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SHORT_MILLIS);
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receive(socket, 1));
    socket.setSoTimeout((int) SOON.toMillis());
  }
}
