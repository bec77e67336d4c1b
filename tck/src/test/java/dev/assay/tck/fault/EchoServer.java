package dev.assay.tck.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends back what it gets, on every connection, and remembers it. */
final class EchoServer implements AutoCloseable {

  private final ServerSocket listener;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();

  EchoServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  /** Returns all that came, over all connections. */
  synchronized String received() {
    return received.toString(StandardCharsets.US_ASCII);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        start(() -> echo(socket));
      }
    } catch (IOException e) {
      // The listener was closed.
    }
  }

  private void echo(Socket socket) {
    byte[] buffer = new byte[1000];
    try (socket) {
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        synchronized (this) {
          received.write(buffer, 0, n);
        }
        socket.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
