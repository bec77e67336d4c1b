package dev.assay.testbed;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Is a server in a container, by Testcontainers, which also removes the container when this JVM
 * dies. Its port is chosen here and bound for good, because an engine would choose another one at
 * each restart.
 */
final class ContainerServer implements Server {
  static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Object lock = new Object();
  private final ServerKind kind;
  private final GenericContainer<?> container;
  private final String uri;
  private final Supplier<ServerFacts> ask;
  private ServerFacts facts;
  private boolean paused;
  private boolean down;
  private boolean closed;

  private ContainerServer(
      ServerKind kind, GenericContainer<?> container, String uri, Supplier<ServerFacts> ask) {
    this.kind = kind;
    this.container = container;
    this.uri = uri;
    this.ask = ask;
    this.facts = answered();
  }

  /**
   * Is what differs between one kind of server and another.
   *
   * @param image the image, unless the environment names another one
   * @param inside the port that the server listens on inside
   * @param prepare sets the container up
   * @param path what stands behind host and port in the URI
   * @param user what stands before them
   * @param ask asks the server what it is, and fails with a {@link TestbedException} while it does
   *     not answer
   */
  record Recipe(
      String image,
      int inside,
      Consumer<GenericContainer<?>> prepare,
      String user,
      String path,
      Function<String, ServerFacts> ask) {}

  static ContainerServer start(
      ServerKind kind, Recipe recipe, ServerOptions options, Map<String, String> environment) {
    String image = environment.getOrDefault(imageVariable(kind), recipe.image());
    return Steps.get(
        options.progress(),
        "Starting %s in a container (%s)".formatted(kind.title(), image),
        () -> start(kind, recipe, image));
  }

  /** Such as {@code ASSAY_POSTGRES_IMAGE}. */
  private static String imageVariable(ServerKind kind) {
    return kind.uriVariable().replaceAll("URI$", "IMAGE");
  }

  private static ContainerServer start(ServerKind kind, Recipe recipe, String image) {
    int port = Ports.free();
    GenericContainer<?> container = container(recipe, image, port);
    try {
      container.start();
      String host = container.getHost();
      String uri =
          "%s://%s%s:%d/%s".formatted(kind.scheme(), recipe.user(), host, port, recipe.path());
      return new ContainerServer(kind, container, uri, () -> recipe.ask().apply(uri));
    } catch (RuntimeException e) {
      container.stop();
      throw e instanceof TestbedException
          ? e
          : new TestbedException(
              "%s did not start in a container from image %s.".formatted(kind.title(), image), e);
    }
  }

  private static GenericContainer<?> container(Recipe recipe, String image, int port) {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withExposedPorts(recipe.inside())
            .withCreateContainerCmdModifier(
                create -> {
                  HostConfig host =
                      Optional.ofNullable(create.getHostConfig()).orElseGet(HostConfig::new);
                  ExposedPort inside = ExposedPort.tcp(recipe.inside());
                  create.withHostConfig(
                      host.withPortBindings(new PortBinding(binding(port), inside)));
                })
            .withStartupTimeout(START_LIMIT);
    recipe.prepare().accept(container);
    return container;
  }

  /** An engine elsewhere cannot bind to the loopback of this machine. */
  private static Binding binding(int port) {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "");
    boolean here = host.isBlank() || host.startsWith("unix:");
    return here ? Binding.bindIpAndPort("127.0.0.1", port) : Binding.bindPort(port);
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public ServerDescription description() {
    synchronized (lock) {
      return new ServerDescription(
          kind, facts.version(), ServerMode.CONTAINERS, "image " + container.getDockerImageName());
    }
  }

  @Override
  public Map<String, String> durability() {
    synchronized (lock) {
      return facts.durability();
    }
  }

  @Override
  public boolean controllable() {
    return true;
  }

  @Override
  public void kill() {
    synchronized (lock) {
      requireOpen();
      resume();
      if (!down) {
        engine("kill", client -> client.killContainerCmd(container.getContainerId()).exec());
        down = true;
      }
    }
  }

  @Override
  public void pause() {
    synchronized (lock) {
      requireOpen();
      if (down) {
        throw new IllegalStateException("The server is down.");
      }
      if (!paused) {
        engine("pause", client -> client.pauseContainerCmd(container.getContainerId()).exec());
        paused = true;
      }
    }
  }

  @Override
  public void resume() {
    synchronized (lock) {
      requireOpen();
      if (paused) {
        engine("resume", client -> client.unpauseContainerCmd(container.getContainerId()).exec());
        paused = false;
      }
    }
  }

  @Override
  public void restart() {
    synchronized (lock) {
      resume();
      if (!down) {
        engine("stop", client -> client.stopContainerCmd(container.getContainerId()).exec());
        down = true;
      }
      engine("start", client -> client.startContainerCmd(container.getContainerId()).exec());
      facts = answered();
      down = false;
    }
  }

  private ServerFacts answered() {
    Answer answer = new Answer(ask, kind);
    Await.until(START_LIMIT, answer::came);
    return answer.value();
  }

  private void engine(String what, EngineCall call) {
    try {
      call.run(container.getDockerClient());
    } catch (DockerException e) {
      throw new TestbedException(
          "The container engine could not %s the server.".formatted(what), e);
    }
  }

  private interface EngineCall {
    void run(DockerClient client);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("The server is closed.");
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        container.stop();
      }
    }
  }

  @Override
  public String toString() {
    return description().toString();
  }

  /** Asks until the server answers, and keeps the last refusal. */
  private static final class Answer {
    private final Supplier<ServerFacts> ask;
    private @Nullable ServerFacts facts;
    private TestbedException refusal;

    Answer(Supplier<ServerFacts> ask, ServerKind kind) {
      this.ask = ask;
      this.refusal = new TestbedException("%s was not asked.".formatted(kind.title()));
    }

    boolean came() {
      try {
        facts = ask.get();
        return true;
      } catch (TestbedException e) {
        refusal = e;
        return false;
      }
    }

    ServerFacts value() {
      if (facts == null) {
        throw refusal;
      }
      return facts;
    }
  }
}
