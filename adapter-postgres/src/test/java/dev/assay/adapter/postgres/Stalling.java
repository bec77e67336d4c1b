package dev.assay.adapter.postgres;

import dev.assay.spi.StoreUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A network before the run's server that can stall in the middle of a packet: the server gets what
 * stands before the last {@code commit}, and then nothing more, not even the end of the connection.
 */
final class Stalling implements AutoCloseable {

  private final ServerSocket door;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile boolean armed;

  Stalling() throws IOException {
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Threads.daemon("stalling", this::accept).start();
  }

  /** Stalls each connection that sends a commit from now on. */
  void arm() {
    armed = true;
  }

  StoreUri uri() {
    StoreUri uri = TestServer.uri();
    return StoreUri.parse(
        TestServer.rawUri()
            .replace(uri.hosts().get(0).toString(), "127.0.0.1:" + door.getLocalPort()));
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket server =
            new Socket(
                TestServer.uri().hosts().get(0).host(), TestServer.uri().hosts().get(0).port());
        sockets.addAll(List.of(client, server));
        Threads.daemon("stalling-there", () -> pass(client, server, true)).start();
        Threads.daemon("stalling-back", () -> pass(server, client, false)).start();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void pass(Socket from, Socket to, boolean there) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        int stall = there && armed ? text.lastIndexOf("commit\0") : -1;
        out.write(buffer, 0, stall < 0 ? length : stall);
        if (stall >= 0) {
          return;
        }
      }
    } catch (IOException e) {
      // The connection is broken off.
    }
  }

  @Override
  public void close() throws IOException {
    List<Socket> all = new ArrayList<>(sockets);
    door.close();
    for (Socket socket : all) {
      socket.close();
    }
  }
}
