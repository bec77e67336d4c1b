package dev.assay.testbed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Is a server of one or several nodes on this machine, each in a JVM of its own. */
final class EmbeddedServer implements Server {
  private static final int PORT_TRIES = 5;

  private final Object lock = new Object();
  private final ServerKind kind;
  private final String uri;
  private final List<JavaNode> nodes;
  private final Health health;

  private @Nullable ServerFacts facts;
  private boolean closed;

  /** Has not started yet. */
  EmbeddedServer(ServerKind kind, String uri, List<JavaNode> nodes, Health health) {
    this.kind = kind;
    this.uri = uri;
    this.nodes = List.copyOf(nodes);
    this.health = health;
  }

  /** Knows how to ask the nodes. */
  interface Health {

    /** Returns how long a start may take. */
    Duration limit();

    /** Tells whether the node answers. */
    boolean answers(JavaNode node);

    /** Tells whether each of these nodes knows of each other that it is up. */
    boolean agreed(List<JavaNode> up);

    /** Asks a node what it is. */
    ServerFacts facts(JavaNode node);
  }

  /** Starts what is made for a port; another port is tried where somebody was faster. */
  static EmbeddedServer start(ServerOptions options, IntFunction<EmbeddedServer> make) {
    for (int i = 1; ; i++) {
      int port = options.port().orElseGet(() -> Ports.free(options.nodes()));
      if (!Ports.isFree(port)) {
        throw new TestbedException(
            "The port %d on 127.0.0.1 is taken: name another one.".formatted(port));
      }
      EmbeddedServer server = make.apply(port);
      try {
        Steps.run(options.progress(), server.step(), server::boot);
        return server;
      } catch (RuntimeException e) {
        server.close();
        if (options.port().isPresent() || server.portsFree() || i == PORT_TRIES) {
          throw e;
        }
      }
    }
  }

  private String step() {
    return "Starting " + kind.title() + (nodes.size() > 1 ? " on " + nodes.size() + " nodes" : "");
  }

  private boolean portsFree() {
    return nodes.stream().allMatch(node -> Ports.isFree(node.address()));
  }

  private void boot() {
    synchronized (lock) {
      boot(nodes);
    }
  }

  private void boot(List<JavaNode> down) {
    try {
      down.forEach(JavaNode::launch);
      await(down);
      facts = health.facts(down.get(0));
    } catch (RuntimeException e) {
      down.forEach(JavaNode::kill);
      throw e;
    }
  }

  private void await(List<JavaNode> started) {
    Duration limit = health.limit();
    long end = System.nanoTime() + limit.toNanos();
    for (JavaNode node : started) {
      await(node, Duration.ofNanos(end - System.nanoTime()), () -> health.answers(node));
    }
    List<JavaNode> up = nodes.stream().filter(JavaNode::up).toList();
    await(started.get(0), Duration.ofNanos(end - System.nanoTime()), () -> health.agreed(up));
  }

  private void await(JavaNode node, Duration left, Condition condition) {
    boolean settled =
        Await.until(
            left,
            () -> !node.alive() || Thread.currentThread().isInterrupted() || condition.holds());
    if (Thread.currentThread().isInterrupted()) {
      throw new TestbedException("The start of %s was interrupted.".formatted(kind.title()));
    }
    node.checkAlive();
    if (!settled) {
      throw node.notReady(health.limit());
    }
  }

  private interface Condition {
    boolean holds();
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public ServerDescription description() {
    String where = String.join(", ", nodes.stream().map(JavaNode::endpoint).toList());
    return new ServerDescription(kind, facts().version(), ServerMode.EMBEDDED, where);
  }

  @Override
  public Map<String, String> durability() {
    return facts().durability();
  }

  private ServerFacts facts() {
    synchronized (lock) {
      if (facts == null) {
        throw new IllegalStateException("The server has not answered yet.");
      }
      return facts;
    }
  }

  @Override
  public boolean controllable() {
    return true;
  }

  @Override
  public void kill() {
    each(nodes, JavaNode::kill);
  }

  @Override
  public void pause() {
    synchronized (lock) {
      List<JavaNode> alive = nodes.stream().filter(JavaNode::alive).toList();
      // Of a server that is down, the first node says so.
      each(alive.isEmpty() ? nodes : alive, JavaNode::pause);
    }
  }

  @Override
  public void resume() {
    each(nodes, JavaNode::resume);
  }

  @Override
  public void restart() {
    restart(nodes);
  }

  private void restart(List<JavaNode> some) {
    synchronized (lock) {
      each(some, JavaNode::resume);
      // All at once, for each takes its time.
      each(some, JavaNode::askToStop);
      each(some, JavaNode::stop);
      boot(some);
    }
  }

  private void each(List<JavaNode> some, Consumer<JavaNode> action) {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("The server is closed.");
      }
      some.forEach(action);
    }
  }

  @Override
  public List<ServerMember> members() {
    return nodes.size() == 1
        ? List.of()
        : IntStream.range(0, nodes.size()).<ServerMember>mapToObj(Member::new).toList();
  }

  private final class Member implements ServerMember {
    private final List<JavaNode> alone;

    Member(int index) {
      alone = List.of(nodes.get(index));
    }

    @Override
    public String address() {
      return alone.get(0).endpoint();
    }

    @Override
    public void kill() {
      each(alone, JavaNode::kill);
    }

    @Override
    public void pause() {
      each(alone, JavaNode::pause);
    }

    @Override
    public void resume() {
      each(alone, JavaNode::resume);
    }

    @Override
    public void restart() {
      EmbeddedServer.this.restart(alone);
    }

    @Override
    public String toString() {
      return kind.title() + " at " + address();
    }
  }

  /** Returns the nodes, for tests. */
  List<JavaNode> nodes() {
    return nodes;
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        nodes.forEach(JavaNode::close);
      }
    }
  }

  @Override
  public String toString() {
    return description().toString();
  }
}
