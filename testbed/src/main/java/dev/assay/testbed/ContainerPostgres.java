package dev.assay.testbed;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Is PostgreSQL in a container, by Testcontainers, which also removes the container when this JVM
 * dies.
 *
 * <p>The image is {@code postgres:18}, or what the environment variable {@code
 * ASSAY_POSTGRES_IMAGE} names. The port is chosen here and bound for good, because an engine would
 * choose another one at each restart.
 */
final class ContainerPostgres implements Server {
  private static final String IMAGE_VARIABLE = "ASSAY_POSTGRES_IMAGE";
  private static final String IMAGE = "postgres:18";
  private static final String USER = "assay";
  private static final int INSIDE = 5432;
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Object lock = new Object();
  private final GenericContainer<?> container;
  private final String uri;
  private final String image;
  private PostgresProbe probe;
  private boolean paused;
  private boolean down;
  private boolean closed;

  private ContainerPostgres(GenericContainer<?> container, String uri, String image) {
    this.container = container;
    this.uri = uri;
    this.image = image;
    this.probe = PostgresProbe.of(PostgresUri.parse(uri));
  }

  static ContainerPostgres start(ServerOptions options, Map<String, String> environment) {
    if (!ContainerEngine.answers(environment)) {
      throw new TestbedException(
          "A container was asked for and no container engine answers: start one, or use the embedded server.");
    }
    String image = environment.getOrDefault(IMAGE_VARIABLE, IMAGE);
    String step = "Starting PostgreSQL in a container (" + image + ")";
    long start = System.nanoTime();
    options.progress().begun(step);
    ContainerPostgres server = start(image, PostgresSettings.durable(options.settings()));
    options.progress().ended(step, Duration.ofNanos(System.nanoTime() - start));
    return server;
  }

  private static ContainerPostgres start(String image, Map<String, String> settings) {
    String password = password();
    int port = Ports.free();
    GenericContainer<?> container = container(image, settings, password, port);
    try {
      container.start();
      String uri =
          "postgresql://%s:%s@%s:%d/postgres".formatted(USER, password, container.getHost(), port);
      return new ContainerPostgres(container, uri, image);
    } catch (RuntimeException e) {
      container.stop();
      throw e instanceof TestbedException
          ? e
          : new TestbedException(
              "PostgreSQL did not start in a container from image %s.".formatted(image), e);
    }
  }

  private static GenericContainer<?> container(
      String image, Map<String, String> settings, String password, int port) {
    List<String> command = new ArrayList<>(List.of("postgres"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return new GenericContainer<>(DockerImageName.parse(image))
        .withEnv("POSTGRES_USER", USER)
        .withEnv("POSTGRES_PASSWORD", password)
        .withEnv("POSTGRES_DB", "postgres")
        .withCommand(command.toArray(String[]::new))
        .withExposedPorts(INSIDE)
        .withCreateContainerCmdModifier(
            create -> {
              HostConfig host =
                  Optional.ofNullable(create.getHostConfig()).orElseGet(HostConfig::new);
              create.withHostConfig(
                  host.withPortBindings(new PortBinding(binding(port), ExposedPort.tcp(INSIDE))));
            })
        // The image starts the server once for itself, to prepare it, and then for good.
        .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2))
        .withStartupTimeout(START_LIMIT);
  }

  /** An engine elsewhere cannot bind to the loopback of this machine. */
  private static Binding binding(int port) {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "");
    boolean here = host.isBlank() || host.startsWith("unix:");
    return here ? Binding.bindIpAndPort("127.0.0.1", port) : Binding.bindPort(port);
  }

  private static String password() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  @Override
  public String uri() {
    return uri;
  }

  @Override
  public ServerDescription description() {
    synchronized (lock) {
      return new ServerDescription(
          ServerKind.POSTGRES, probe.version(), ServerMode.CONTAINERS, "image " + image);
    }
  }

  @Override
  public Map<String, String> durability() {
    synchronized (lock) {
      return probe.durability();
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
      probe = answer();
      down = false;
    }
  }

  private PostgresProbe answer() {
    Answer answer = new Answer(PostgresUri.parse(uri));
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
    private final PostgresUri uri;
    private @Nullable PostgresProbe probe;
    private TestbedException refusal = new TestbedException("PostgreSQL was not asked.");

    Answer(PostgresUri uri) {
      this.uri = uri;
    }

    boolean came() {
      try {
        probe = PostgresProbe.of(uri);
        return true;
      } catch (TestbedException e) {
        refusal = e;
        return false;
      }
    }

    PostgresProbe value() {
      if (probe == null) {
        throw refusal;
      }
      return probe;
    }
  }
}
