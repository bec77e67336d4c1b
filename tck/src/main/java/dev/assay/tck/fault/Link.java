package dev.assay.tck.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client's connection and the one to the server behind it, with one thread for each way. What
 * passes is decided by the proxy, under its lock; bytes are moved without it.
 */
final class Link {

  /** What becomes of the bytes that come one way. */
  enum Mode {
    PASS,
    SWALLOW,
    TRICKLE,
    HOLD
  }

  private static final int BUFFER = 32 * 1024;
  private static final int CONNECT_MILLIS = 2000;
  private static final int QUIET_MILLIS = 25;

  private final TcpProxy proxy;
  private final Socket client;
  private final Socket server = new Socket();
  private final Map<Flow, Mode> modes = new EnumMap<>(Flow.class);
  private final Map<Flow, Long> carried = new EnumMap<>(Flow.class);
  private final List<Turn> turns = new ArrayList<>();
  private int number = -1;
  private boolean harmed;
  private boolean clientGone;
  private final Set<Flow> ended = EnumSet.noneOf(Flow.class);

  Link(TcpProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
    for (Flow flow : Flow.values()) {
      modes.put(flow, Mode.PASS);
      carried.put(flow, 0L);
    }
  }

  // Under the lock of the proxy.

  void forget() {
    number = -1;
    turns.clear();
  }

  List<Turn> turns() {
    return List.copyOf(turns);
  }

  boolean isHarmed() {
    return harmed;
  }

  /** Tells whether nothing more comes from the server. */
  boolean hasEnded() {
    return ended.contains(Flow.TO_CLIENT);
  }

  /** Notes the end of one way, and tells whether both have ended. */
  boolean end(Flow flow) {
    ended.add(flow);
    return ended.size() == Flow.values().length;
  }

  long carried(Flow flow) {
    return carried.getOrDefault(flow, 0L);
  }

  Mode mode(Flow flow) {
    return modes.getOrDefault(flow, Mode.PASS);
  }

  void mode(Flow flow, Mode mode) {
    harmed |= mode == Mode.SWALLOW;
    modes.put(flow, mode);
  }

  /** Lets everything pass again; what is lost stays lost. */
  void calm() {
    modes.replaceAll((flow, mode) -> Mode.PASS);
  }

  /** Notes that this link carries data of the run that is watched. */
  Turn beginOrContinue(Flow flow, int next) {
    if (number < 0) {
      number = next;
    }
    Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
    if (last == null || last.flow() != flow) {
      int index = (int) turns.stream().filter(turn -> turn.flow() == flow).count();
      turns.add(new Turn(number, flow, index, carried(flow), carried(flow)));
    }
    return turns.get(turns.size() - 1);
  }

  boolean isNumbered() {
    return number >= 0;
  }

  void count(Flow flow, int bytes) {
    carried.merge(flow, (long) bytes, Long::sum);
    Turn last = turns.remove(turns.size() - 1);
    turns.add(new Turn(last.connection(), flow, last.index(), last.from(), last.to() + bytes));
  }

  // Without the lock.

  void connectAndPump(InetSocketAddress address) {
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(address, CONNECT_MILLIS);
    } catch (IOException e) {
      reset();
      proxy.ended(this, Flow.TO_CLIENT);
      return;
    }
    if (!proxy.startThread("to the client", () -> pump(Flow.TO_CLIENT))) {
      reset();
    }
    pump(Flow.TO_SERVER);
  }

  private void pump(Flow flow) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from(flow).getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!proxy.forward(this, flow, buffer, n)) {
          return;
        }
      }
      to(flow).shutdownOutput();
    } catch (IOException e) {
      broken(flow);
    } finally {
      proxy.ended(this, flow);
    }
  }

  // A client that was cut off on purpose has nothing more to lose; its server connection lives on.
  private void broken(Flow flow) {
    boolean detached;
    synchronized (proxy) {
      detached = clientGone && flow == Flow.TO_SERVER;
    }
    if (!detached) {
      reset();
    }
  }

  void write(Flow flow, byte[] bytes, int from, int count) throws IOException {
    if (count > 0 && !(flow == Flow.TO_CLIENT && isClientGone())) {
      to(flow).getOutputStream().write(bytes, from, count);
    }
  }

  private boolean isClientGone() {
    synchronized (proxy) {
      return clientGone;
    }
  }

  /** Takes what the client is still sending, until it is quiet, and cuts the client off. */
  byte[] takeAllAndCutOff(byte[] first, int from, int count) throws IOException {
    ByteArrayOutputStream held = new ByteArrayOutputStream();
    held.write(first, from, count);
    byte[] buffer = new byte[BUFFER];
    try {
      client.setSoTimeout(QUIET_MILLIS);
      InputStream in = client.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        held.write(buffer, 0, n);
      }
    } catch (SocketTimeoutException e) {
      // Quiet: that was all.
    }
    synchronized (proxy) {
      clientGone = true;
      harmed = true;
    }
    reset(client);
    return held.toByteArray();
  }

  void halfClose(Flow flow) throws IOException {
    to(flow).shutdownOutput();
  }

  void close() {
    close(client);
    close(server);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed already, which is what was wanted.
    }
  }

  /** Breaks both connections off, with a reset. */
  void reset() {
    reset(client);
    reset(server);
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already, which is what was wanted.
    }
  }

  private Socket from(Flow flow) {
    return flow == Flow.TO_SERVER ? client : server;
  }

  private Socket to(Flow flow) {
    return flow == Flow.TO_SERVER ? server : client;
  }
}
