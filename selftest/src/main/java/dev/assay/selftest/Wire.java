package dev.assay.selftest;

import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.StoreUnavailable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A small pool of connections to a {@link SocketServer}, over which requests are sent. Right by
 * itself; its subclasses are wrong in one place each.
 *
 * <ol>
 *   <li>Wait for a connection; all waiting shares the time budget of the call. A new connection is
 *       greeted first, so that what cannot be reached is known before the request is sent.
 *   <li>Send the request and read its answer. A connection on which that fails is closed.
 *   <li>Send the same request again, under the same attempt: the server carries it out once. When
 *       the time is up, or no connection can be made any more, its outcome is unknown.
 * </ol>
 */
class Wire implements AutoCloseable {

  static final int POOL = 4;
  private static final int SENDINGS = 3;
  private static final byte[] HELLO =
      "{\"attempt\":\"hello\",\"method\":\"hello\",\"args\":[]}\n".getBytes(StandardCharsets.UTF_8);

  private final InetSocketAddress server;
  private final Duration timeout;
  private final Semaphore permits = new Semaphore(POOL, true);
  private final Deque<Channel> idle = new ConcurrentLinkedDeque<>();
  private final Set<Channel> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Wire(InetSocketAddress server, Duration timeout) {
    this.server = server;
    this.timeout = timeout;
  }

  final Duration timeout() {
    return timeout;
  }

  /** Makes a first connection. */
  final void open() {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      giveBack(borrow(deadline));
    } catch (IOException e) {
      throw new StoreUnavailable("There is no connection", e);
    }
  }

  /**
   * Sends a request, as often as it takes, and returns its answer.
   *
   * @param writes whether the request changes something
   * @param wait how much longer than the time budget it may take
   */
  final String exchange(String request, boolean writes, Duration wait) {
    long deadline = System.nanoTime() + timeout.plus(wait).toNanos();
    Optional<IOException> earlier = Optional.empty();
    for (int sending = 1; ; sending++) {
      Channel channel;
      try {
        channel = borrow(deadline);
      } catch (IOException e) {
        throw earlier.map(lost -> lost(lost, writes)).orElseGet(() -> notConnected(e, writes));
      }
      try {
        String line = sending == 1 ? request : again(request);
        String answer = channel.exchange(line, readMillis(deadline));
        giveBack(channel);
        return answer;
      } catch (IOException e) {
        discard(channel, e);
        earlier = Optional.of(e);
        if (!goesOn(sending, deadline)) {
          throw lost(e, writes);
        }
      }
    }
  }

  // What subclasses do wrong.

  /** What becomes of a call whose answer did not come. */
  StoreException lost(IOException why, boolean writes) {
    return writes
        ? new OutcomeUnknown("The answer was lost", why)
        : new StoreUnavailable("The answer was lost", why);
  }

  /** What becomes of a call that was never sent. */
  StoreException notConnected(IOException why, boolean writes) {
    return new StoreUnavailable("There is no connection", why);
  }

  /** The request as it is sent another time. */
  String again(String request) {
    return request;
  }

  /** How long an answer may take; 0 is for ever. */
  int readMillis(long deadline) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
  }

  int greetingMillis(long deadline) {
    return readMillis(deadline);
  }

  boolean goesOn(int sending, long deadline) {
    return sending < SENDINGS && deadline - System.nanoTime() > 0 && !closed;
  }

  /** Gets rid of a connection on which a call failed. */
  void discard(Channel channel, IOException why) {
    close(channel);
    permits.release();
  }

  boolean awaitPermit(long deadline) throws InterruptedException {
    return permits.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Closes a connection, but not its place in the pool. */
  final void close(Channel channel) {
    all.remove(channel);
    channel.close();
  }

  final void giveBack(Channel channel) {
    idle.push(channel);
    permits.release();
  }

  final InetSocketAddress server() {
    return server;
  }

  private Channel borrow(long deadline) throws IOException {
    if (closed) {
      throw new StoreClosed("socket store");
    }
    try {
      if (!awaitPermit(deadline)) {
        throw new SocketTimeoutException("no connection became free");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    try {
      Channel pooled = idle.poll();
      return pooled != null ? pooled : connect(deadline);
    } catch (IOException | RuntimeException e) {
      permits.release();
      throw e;
    }
  }

  private Channel connect(long deadline) throws IOException {
    Channel channel = new Channel();
    all.add(channel);
    try {
      channel.connect(server, readMillis(deadline), greetingMillis(deadline));
      return channel;
    } catch (IOException e) {
      close(channel);
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    all.forEach(this::close);
  }

  /** A connection. */
  static final class Channel {

    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[8192];
    private final StringBuilder received = new StringBuilder();

    /** Connects and is greeted; 0 waits for ever. */
    void connect(InetSocketAddress server, int millis, int greetingMillis) throws IOException {
      socket.setTcpNoDelay(true);
      socket.connect(server, millis);
      exchange(HELLO, greetingMillis);
    }

    String exchange(String request, int millis) throws IOException {
      return exchange((request + "\n").getBytes(StandardCharsets.UTF_8), millis);
    }

    private String exchange(byte[] request, int millis) throws IOException {
      socket.getOutputStream().write(request);
      return line(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), millis == 0);
    }

    private String line(long deadline, boolean forEver) throws IOException {
      while (true) {
        int end = received.indexOf("\n");
        if (end >= 0) {
          byte[] line = received.substring(0, end).getBytes(StandardCharsets.ISO_8859_1);
          received.delete(0, end + 1);
          return new String(line, StandardCharsets.UTF_8);
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (!forEver && left <= 0) {
          throw new SocketTimeoutException("the answer did not come in time");
        }
        socket.setSoTimeout(forEver ? 0 : (int) left);
        receive();
      }
    }

    private void receive() throws IOException {
      int count = socket.getInputStream().read(buffer);
      if (count < 0) {
        throw new EOFException("the server has closed the connection");
      }
      received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
    }

    void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed already, which is what was wanted.
      }
    }
  }
}
