package dev.assay.testbed;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Speaks as much of Cassandra's native protocol, version 4, as it takes to ask a server how it is:
 * so the testbed needs no driver, and hears exactly one node.
 *
 * @see <a
 *     href="https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec">Specification</a>
 */
final class CqlConnection implements AutoCloseable {
  static final int ONE = 1;
  static final int ALL = 5;

  private static final int VERSION = 4;
  private static final int ANSWER = 0x80;
  private static final int LONGEST = 16 << 20;
  private static final int ERROR = 0;
  private static final int STARTUP = 1;
  private static final int READY = 2;
  private static final int AUTHENTICATE = 3;
  private static final int QUERY = 7;
  private static final int RESULT = 8;
  private static final int AUTH_RESPONSE = 15;
  private static final int AUTH_SUCCESS = 16;
  private static final int ROWS = 2;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private CqlConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }

  /** Connects and introduces itself; each answer may take as long as the limit. */
  static CqlConnection open(
      InetSocketAddress address, Optional<String> user, String password, Duration limit)
      throws IOException {
    Socket socket = new Socket();
    try {
      int millis = Math.toIntExact(limit.toMillis());
      socket.connect(address, millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      CqlConnection connection = new CqlConnection(socket);
      connection.startUp(user, password);
      return connection;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void startUp(Optional<String> user, String password) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream options = new DataOutputStream(body);
    options.writeShort(1);
    string(options, "CQL_VERSION");
    string(options, "3.0.0");
    Answer answer = ask(STARTUP, body.toByteArray());
    if (answer.opcode() == AUTHENTICATE) {
      answer = ask(AUTH_RESPONSE, credentials(user, password));
    }
    if (answer.opcode() != READY && answer.opcode() != AUTH_SUCCESS) {
      throw new IOException("the server does not speak the protocol");
    }
  }

  private static byte[] credentials(Optional<String> user, String password) throws IOException {
    byte[] token = ("\0" + user.orElse("") + "\0" + password).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeInt(token.length);
    out.write(token);
    return body.toByteArray();
  }

  /**
   * Returns the rows, each as the text of its columns: UTF-8 of a text, hexadecimal of a UUID.
   *
   * @throws Refused if the server answers with an error
   */
  List<List<String>> query(String cql, int consistency) throws IOException {
    byte[] text = cql.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream query = new DataOutputStream(body);
    query.writeInt(text.length);
    query.write(text);
    query.writeShort(consistency);
    query.writeByte(0);
    Answer answer = ask(QUERY, body.toByteArray());
    if (answer.opcode() != RESULT) {
      throw new IOException("the server does not speak the protocol");
    }
    try {
      return answer.body().getInt() == ROWS ? rows(answer.body()) : List.of();
    } catch (BufferUnderflowException e) {
      throw new IOException("the server does not speak the protocol", e);
    }
  }

  private Answer ask(int opcode, byte[] body) throws IOException {
    out.writeByte(VERSION);
    out.writeByte(0);
    out.writeShort(0);
    out.writeByte(opcode);
    out.writeInt(body.length);
    out.write(body);
    out.flush();
    int version = in.readUnsignedByte();
    in.readUnsignedByte();
    in.readUnsignedShort();
    int answer = in.readUnsignedByte();
    int length = in.readInt();
    if (version != (VERSION | ANSWER) || length < 0 || length > LONGEST) {
      throw new IOException("the server does not speak the protocol");
    }
    ByteBuffer content = ByteBuffer.wrap(in.readNBytes(length));
    if (answer == ERROR) {
      throw Refused.of(content);
    }
    return new Answer(answer, content);
  }

  private record Answer(int opcode, ByteBuffer body) {}

  private static List<List<String>> rows(ByteBuffer body) throws IOException {
    int flags = body.getInt();
    int columns = body.getInt();
    boolean oneTable = (flags & 1) != 0;
    if (oneTable) {
      table(body);
    }
    int[] types = new int[columns];
    for (int i = 0; i < columns; i++) {
      if (!oneTable) {
        table(body);
      }
      string(body);
      types[i] = type(body);
    }
    List<List<String>> rows = new ArrayList<>();
    for (int count = body.getInt(); count > 0; count--) {
      List<String> row = new ArrayList<>();
      for (int type : types) {
        row.add(value(body, type));
      }
      rows.add(row);
    }
    return rows;
  }

  private static void table(ByteBuffer body) {
    string(body);
    string(body);
  }

  private static final int UUID = 12;
  private static final int TEXT = 13;

  private static int type(ByteBuffer body) throws IOException {
    int type = body.getShort();
    if (type != TEXT && type != UUID) {
      throw new IOException("a column is neither a text nor a UUID");
    }
    return type;
  }

  private static String value(ByteBuffer body, int type) {
    int length = body.getInt();
    if (length < 0) {
      return "";
    }
    byte[] bytes = new byte[length];
    body.get(bytes);
    return type == TEXT
        ? new String(bytes, StandardCharsets.UTF_8)
        : HexFormat.of().formatHex(bytes);
  }

  private static String string(ByteBuffer body) {
    byte[] bytes = new byte[body.getShort() & 0xffff];
    body.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void string(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Says that the server answered with an error. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_CREDENTIALS = 0x0100;
    private static final int UNAVAILABLE = 0x1000;
    private static final int READ_TIMEOUT = 0x1200;

    private final int code;
    private final int reached;

    private Refused(int code, int reached) {
      // Without the server's words, which may repeat what was sent.
      super("the server answered with error 0x%04x".formatted(code));
      this.code = code;
      this.reached = reached;
    }

    private static Refused of(ByteBuffer body) {
      try {
        int code = body.getInt();
        string(body);
        return new Refused(code, reached(code, body));
      } catch (BufferUnderflowException e) {
        return new Refused(-1, 0);
      }
    }

    /** After the level stand, where replicas are missing, how many are needed and how many live. */
    private static int reached(int code, ByteBuffer body) {
      if (code == UNAVAILABLE) {
        return body.getInt(body.position() + Short.BYTES + Integer.BYTES);
      }
      return code == READ_TIMEOUT ? body.getInt(body.position() + Short.BYTES) : 0;
    }

    boolean badCredentials() {
      return code == BAD_CREDENTIALS;
    }

    /** Returns how many replicas live or have answered, where too few do. */
    int reached() {
      return reached;
    }
  }
}
