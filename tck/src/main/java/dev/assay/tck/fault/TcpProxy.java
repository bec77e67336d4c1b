package dev.assay.tck.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a server, on loopback, and knows nothing of what it carries. It counts the bytes of
 * each connection and way, and lets one fault happen at one {@link Point}.
 *
 * <ol>
 *   <li>{@link #watch} and a clean call: {@link #turns} then tells where data stopped and went on.
 *   <li>{@link #arm} and the same call again: {@link #fired} tells whether the point was reached.
 *   <li>{@link #release} lets what is held or trickles go on, {@link #deliver} what is late.
 *   <li>{@link #heal} ends every fault: connections that were harmed are reset, new ones are
 *       accepted.
 * </ol>
 *
 * <p>Thread-safe. Every wait is bounded; {@link #close} ends all connections and threads.
 */
public final class TcpProxy implements AutoCloseable {

  private static final Duration LONGEST_HOLD = Duration.ofMinutes(1);
  private static final Duration LATE_ANSWER = Duration.ofSeconds(1);
  private static final Duration QUIET = Duration.ofMillis(30);
  private static final Duration REBIND = Duration.ofSeconds(5);
  private static final Duration ENDING = Duration.ofSeconds(10);
  private static final Duration CRUMB = Duration.ofMillis(50);
  private static final int BACKLOG = 200;
  private static final int TRIES = 50;

  private final InetSocketAddress server;
  private final InetSocketAddress address;
  private final List<Link> links = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable ServerSocket listener;
  private @Nullable ServerSocket accepting;
  private @Nullable Trigger trigger;
  private @Nullable Link late;
  private boolean fired;
  private boolean striking;
  private boolean blackout;
  private boolean paused;
  private boolean released = true;
  private boolean closed;
  private int numbered;
  private long passed;

  private TcpProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    ServerSocket first = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.listener = first;
    this.address = new InetSocketAddress(first.getInetAddress(), first.getLocalPort());
  }

  /** Starts a proxy before a server, on a free port. */
  public static TcpProxy before(InetSocketAddress server) {
    try {
      TcpProxy proxy = new TcpProxy(server);
      proxy.startThread("accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where to connect. */
  public InetSocketAddress address() {
    return address;
  }

  // Watching

  /** Begins to watch a run: turns, connections and bytes are counted anew. */
  public synchronized void watch() {
    links.forEach(Link::forget);
    numbered = 0;
    passed = 0;
    fired = false;
  }

  /** Returns the turns since the watch began, connection by connection. */
  public synchronized List<Turn> turns() {
    return links.stream()
        .flatMap(link -> link.turns().stream())
        .sorted(Comparator.comparingInt(Turn::connection))
        .toList();
  }

  /** Returns how many bytes came since the watch began, both ways, over all connections. */
  public synchronized long passed() {
    return passed;
  }

  // Faults

  /**
   * Watches a run in which one fault is to happen.
   *
   * @param point where and what
   * @param offset how many bytes of the point's turn pass before
   */
  public synchronized void arm(Point point, long offset) {
    watch();
    released = false;
    trigger = new Trigger(point, offset);
  }

  /** Tells whether the fault has happened since the watch began; one in its midst is awaited. */
  public synchronized boolean fired() {
    await(ENDING, () -> !striking);
    return fired;
  }

  /** Lets whatever is held or trickles go on at once. */
  public synchronized void release() {
    released = true;
    paused = false;
    notifyAll();
  }

  /**
   * Sends the server what is late, and waits until it has answered or is quiet.
   *
   * @return whether there was something late
   */
  public synchronized boolean deliver() {
    Link link = late;
    if (link == null) {
      return false;
    }
    long before = link.carried(Flow.TO_CLIENT);
    release();
    await(LATE_ANSWER, () -> link.carried(Flow.TO_CLIENT) > before || link.hasEnded());
    awaitQuiet(link);
    late = null;
    return true;
  }

  private void awaitQuiet(Link link) {
    long seen = -1;
    while (seen != link.carried(Flow.TO_CLIENT) && !link.hasEnded()) {
      seen = link.carried(Flow.TO_CLIENT);
      long last = seen;
      await(QUIET, () -> link.carried(Flow.TO_CLIENT) > last || link.hasEnded());
    }
  }

  /** Resets all connections and refuses new ones. */
  public void refuse() {
    ServerSocket open;
    synchronized (this) {
      open = listener;
      listener = null;
    }
    close(open);
    awaitEndOf(open);
    cutAll();
  }

  // A listener that is closed goes on taking connections until the thread that waits in it leaves.
  private synchronized void awaitEndOf(@Nullable ServerSocket open) {
    await(ENDING, () -> open == null || accepting != open);
  }

  /** Resets all connections. */
  public void cutAll() {
    List<Link> all;
    synchronized (this) {
      all = List.copyOf(links);
    }
    all.forEach(Link::reset);
  }

  /** Swallows whatever is sent over any connection, also over new ones. */
  public synchronized void blackOut() {
    blackout = true;
  }

  /** Holds whatever is sent over any connection, also over new ones, until it is released. */
  public synchronized void pause() {
    released = false;
    paused = true;
  }

  /**
   * Ends every fault: what is held goes on, connections that were harmed are reset, new ones are
   * accepted.
   */
  public void heal() {
    List<Link> broken;
    synchronized (this) {
      trigger = null;
      await(ENDING, () -> !striking);
      late = null;
      blackout = false;
      release();
      broken = links.stream().filter(Link::isHarmed).toList();
      links.forEach(Link::calm);
    }
    broken.forEach(Link::reset);
    acceptAgain();
  }

  private void acceptAgain() {
    synchronized (this) {
      if (listener != null || closed) {
        return;
      }
    }
    ServerSocket again = bindAgain();
    synchronized (this) {
      listener = again;
      notifyAll();
    }
  }

  private ServerSocket bindAgain() {
    long deadline = System.nanoTime() + REBIND.toNanos();
    while (true) {
      try {
        return bind(address);
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw new UncheckedIOException(e);
        }
        synchronized (this) {
          await(REBIND.dividedBy(TRIES), () -> closed);
        }
      }
    }
  }

  private static ServerSocket bind(InetSocketAddress address) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  // Connections

  private void accept() {
    while (true) {
      ServerSocket open = awaitListener();
      if (open == null) {
        return;
      }
      try {
        Socket client = acceptFrom(open);
        Link link = new Link(this, client);
        boolean refused;
        synchronized (this) {
          links.removeIf(old -> old.hasEnded() && !old.isNumbered());
          links.add(link);
          refused = listener != open;
        }
        if (refused || !startThread("to the server", () -> link.connectAndPump(server))) {
          link.reset();
        }
      } catch (IOException e) {
        // The listener was closed: connections are refused, or all is over.
      }
    }
  }

  private Socket acceptFrom(ServerSocket open) throws IOException {
    synchronized (this) {
      accepting = open;
    }
    try {
      return open.accept();
    } finally {
      synchronized (this) {
        accepting = null;
        notifyAll();
      }
    }
  }

  private synchronized @Nullable ServerSocket awaitListener() {
    while (!closed && (listener == null || listener.isClosed())) {
      await(LONGEST_HOLD, () -> closed || (listener != null && !listener.isClosed()));
    }
    return closed ? null : listener;
  }

  /** Starts a thread that {@link #close} waits for; returns false if it is closed already. */
  boolean startThread(String what, Runnable body) {
    Thread thread = new Thread(body, "assay proxy " + address.getPort() + " " + what);
    thread.setDaemon(true);
    synchronized (this) {
      threads.removeIf(old -> old.getState() == Thread.State.TERMINATED);
      if (!closed) {
        threads.add(thread);
        thread.start();
      }
      return !closed;
    }
  }

  void ended(Link link, Flow flow) {
    boolean both;
    synchronized (this) {
      both = link.end(flow);
      notifyAll();
    }
    if (both) {
      link.close();
    }
  }

  /** What becomes of a piece of data: how much of it passes, and whether a fault happens then. */
  private record Decision(int pass, @Nullable Fault fault, Link.Mode mode) {}

  /** Moves a piece of data on; returns false if no more is to be read. */
  boolean forward(Link link, Flow flow, byte[] bytes, int count) throws IOException {
    Decision decision = decide(link, flow, count);
    if (decision.mode() == Link.Mode.SWALLOW) {
      return true;
    }
    if (decision.mode() == Link.Mode.HOLD) {
      awaitRelease();
    }
    if (decision.mode() == Link.Mode.TRICKLE) {
      trickle(link, flow, bytes, 0, count);
      return true;
    }
    Fault fault = decision.fault();
    if (fault == null) {
      link.write(flow, bytes, 0, count);
      return true;
    }
    try {
      link.write(flow, bytes, 0, decision.pass());
      return strike(fault, link, flow, bytes, decision.pass(), count - decision.pass());
    } finally {
      noteStruck();
    }
  }

  private synchronized Decision decide(Link link, Flow flow, int count) {
    if (closed) {
      return new Decision(0, null, Link.Mode.SWALLOW);
    }
    passed += count;
    boolean known = link.isNumbered();
    Turn turn = link.beginOrContinue(flow, numbered);
    numbered += known ? 0 : 1;
    long before = turn.length();
    link.count(flow, count);
    notifyAll();
    if (blackout) {
      link.mode(flow, Link.Mode.SWALLOW);
    }
    Trigger armed = trigger;
    if (paused) {
      return new Decision(count, null, Link.Mode.HOLD);
    }
    Link.Mode mode = link.mode(flow);
    if (mode != Link.Mode.PASS || armed == null || !armed.isIn(turn)) {
      return new Decision(count, null, mode);
    }
    long left = armed.offset() - before;
    boolean strikes = armed.strikesAfter() ? left <= count : left < count;
    if (!strikes) {
      return new Decision(count, null, mode);
    }
    trigger = null;
    fired = true;
    striking = true;
    return new Decision((int) Math.max(0, Math.min(left, count)), armed.point().fault(), mode);
  }

  /** Does what the armed point says, with the bytes that stand behind it in hand. */
  private boolean strike(Fault fault, Link link, Flow flow, byte[] bytes, int from, int count)
      throws IOException {
    switch (fault) {
      case RESET_BEFORE, RESET_AFTER -> link.reset();
      case CUT_OFF -> refuse();
      case HALF_CLOSE -> {
        mode(link, flow, Link.Mode.SWALLOW);
        link.halfClose(flow);
      }
      case STALL -> mode(link, flow, Link.Mode.SWALLOW);
      case BLACKOUT -> {
        mode(link, flow, Link.Mode.SWALLOW);
        blackOut();
      }
      case SLOW -> {
        mode(link, flow, Link.Mode.TRICKLE);
        late(link, flow);
      }
      case LATE -> late(link, flow);
      case GATE -> {}
    }
    if (fault != Fault.LATE) {
      noteStruck();
    }
    return switch (fault) {
      case RESET_BEFORE, RESET_AFTER, CUT_OFF -> false;
      case SLOW -> trickle(link, flow, bytes, from, count);
      case GATE -> hold(link, flow, bytes, from, count);
      case LATE -> sendLate(link, bytes, from, count);
      default -> true;
    };
  }

  private synchronized void mode(Link link, Flow flow, Link.Mode mode) {
    link.mode(flow, mode);
  }

  private synchronized void late(Link link, Flow flow) {
    late = flow == Flow.TO_SERVER ? link : null;
  }

  private synchronized void noteStruck() {
    striking = false;
    notifyAll();
  }

  private boolean trickle(Link link, Flow flow, byte[] bytes, int from, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      if (isReleased(CRUMB)) {
        link.write(flow, bytes, from + i, count - i);
        return true;
      }
      link.write(flow, bytes, from + i, 1);
    }
    return true;
  }

  private synchronized boolean isReleased(Duration wait) {
    await(wait, () -> released);
    return released;
  }

  private boolean hold(Link link, Flow flow, byte[] bytes, int from, int count) throws IOException {
    awaitRelease();
    link.write(flow, bytes, from, count);
    return true;
  }

  private boolean sendLate(Link link, byte[] bytes, int from, int count) throws IOException {
    byte[] held = link.takeAllAndCutOff(bytes, from, count);
    noteStruck();
    awaitRelease();
    link.write(Flow.TO_SERVER, held, 0, held.length);
    return false;
  }

  private synchronized void awaitRelease() {
    await(LONGEST_HOLD, () -> released);
  }

  /** What is waited for. */
  private interface Condition {
    boolean holds();
  }

  /** Waits, with the lock, until a condition holds, the proxy is closed or the time is up. */
  private void await(Duration most, Condition condition) {
    long deadline = System.nanoTime() + most.toNanos();
    try {
      for (long left = most.toNanos();
          left > 0 && !closed && !condition.holds();
          left = deadline - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends all connections and threads.
   *
   * @throws IllegalStateException if a thread does not end within ten seconds
   */
  @Override
  public void close() {
    List<Thread> running;
    ServerSocket open;
    synchronized (this) {
      closed = true;
      released = true;
      open = listener;
      running = List.copyOf(threads);
      notifyAll();
    }
    close(open);
    cutAll();
    running.forEach(TcpProxy::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join(ENDING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (thread.isAlive()) {
      throw new IllegalStateException("The thread '%s' does not end".formatted(thread.getName()));
    }
  }

  private static void close(@Nullable ServerSocket socket) {
    if (socket == null) {
      return;
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed already, which is what was wanted.
    }
  }
}
