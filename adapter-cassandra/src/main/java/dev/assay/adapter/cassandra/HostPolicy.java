package dev.assay.adapter.cassandra;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.config.DriverOption;
import com.datastax.oss.driver.api.core.config.TypedDriverOption;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.loadbalancing.LoadBalancingPolicy;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.session.Session;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Says which nodes are connected to, and which are asked first. Made by the driver, by its name.
 *
 * <ol>
 *   <li>Only nodes of one datacenter are connected to; with {@code hosts=named}, only those at the
 *       addresses that the URI names.
 *   <li>They are asked in turn. One that is down stands behind the others.
 *   <li>So does one that is silent: it was asked a while ago, and has answered nothing since. From
 *       time to time one call that may be repeated asks it nevertheless.
 * </ol>
 *
 * <p>Without the third rule, each call to a frozen node would cost its callers a part of their time
 * budget, until a heartbeat finds that out. Thread-safe.
 */
public final class HostPolicy implements LoadBalancingPolicy, RequestTracker {

  /** The addresses that may be connected to, as {@link #text}; empty for all. */
  static final TypedDriverOption<List<String>> NAMED =
      new TypedDriverOption<>(Option.NAMED, GenericType.listOf(String.class));

  /** How long a node may be silent. */
  static final TypedDriverOption<Duration> PATIENCE =
      new TypedDriverOption<>(Option.PATIENCE, GenericType.of(Duration.class));

  private static final long PROBE_NANOS = Duration.ofSeconds(2).toNanos();

  private enum Option implements DriverOption {
    NAMED("assay.named-hosts"),
    PATIENCE("assay.patience");

    private final String path;

    Option(String path) {
      this.path = path;
    }

    @Override
    public String getPath() {
      return path;
    }
  }

  private final List<String> named;
  private final Optional<String> wanted;
  private final long patienceNanos;
  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  // Since when a node has been asked without any answer; 0 if it has answered.
  private final Map<Node, AtomicLong> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Optional<String> local = Optional.empty();
  private volatile @Nullable DistanceReporter reporter;

  /** Creates the policy; the driver does. */
  public HostPolicy(DriverContext context, String profile) {
    DriverExecutionProfile options = context.getConfig().getProfile(profile);
    named = options.getStringList(Option.NAMED, List.of());
    patienceNanos = options.getDuration(Option.PATIENCE).toNanos();
    wanted =
        Optional.ofNullable(
            options.getString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, null));
  }

  /** Writes an address as {@link #NAMED} lists it. */
  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return host + ":" + address.getPort();
  }

  @Override
  public Optional<RequestTracker> getRequestTracker() {
    return Optional.of(this);
  }

  @Override
  public void init(Map<UUID, Node> found, DistanceReporter distances) {
    reporter = distances;
    local = wanted.or(() -> datacenterOfFirst(found));
    found.values().forEach(this::onAdd);
  }

  // Only the node that answered first is known to be up by now.
  private static Optional<String> datacenterOfFirst(Map<UUID, Node> found) {
    return found.values().stream()
        .filter(node -> node.getState() == NodeState.UP && node.getDatacenter() != null)
        .map(node -> String.valueOf(node.getDatacenter()))
        .findFirst();
  }

  @Override
  public void onAdd(Node node) {
    DistanceReporter distances = reporter;
    if (distances == null) {
      return;
    }
    boolean asked = isNamed(node) && isLocal(node);
    distances.setDistance(node, asked ? NodeDistance.LOCAL : NodeDistance.IGNORED);
    if (!asked) {
      nodes.remove(node);
    } else if (!nodes.contains(node)) {
      nodes.add(node);
    }
  }

  private boolean isNamed(Node node) {
    SocketAddress address = node.getEndPoint().resolve();
    return named.isEmpty()
        || (address instanceof InetSocketAddress inet && named.contains(text(inet)));
  }

  private boolean isLocal(Node node) {
    String datacenter = node.getDatacenter();
    return local.isEmpty() || datacenter == null || local.get().equals(datacenter);
  }

  @Override
  public void onUp(Node node) {
    answered(node);
    onAdd(node);
  }

  @Override
  public void onDown(Node node) {}

  @Override
  public void onRemove(Node node) {
    nodes.remove(node);
    waiting.remove(node);
  }

  @Override
  public Queue<Node> newQueryPlan(@Nullable Request request, @Nullable Session session) {
    Queue<Node> plan = new ConcurrentLinkedQueue<>();
    List<Node> behind = new ArrayList<>();
    for (Node node : inTurn()) {
      if (node.getState() == NodeState.DOWN || isSilent(node, request)) {
        behind.add(node);
      } else {
        plan.add(node);
      }
    }
    plan.addAll(behind);
    // Of the driver's other requests the tracker hears nothing.
    if (request instanceof Statement && plan.peek() != null) {
      asked(plan.peek());
    }
    return plan;
  }

  private List<Node> inTurn() {
    List<Node> all = new ArrayList<>(nodes);
    if (!all.isEmpty()) {
      Collections.rotate(all, Math.floorMod(turn.getAndIncrement(), all.size()));
    }
    return all;
  }

  private boolean isSilent(Node node, @Nullable Request request) {
    AtomicLong since = waiting.get(node);
    long asked = since == null ? 0 : since.get();
    if (since == null || asked == 0 || System.nanoTime() - asked < patienceNanos) {
      return false;
    }
    boolean repeatable =
        request instanceof Statement && Boolean.TRUE.equals(request.isIdempotent());
    boolean probe = repeatable && System.nanoTime() - asked > patienceNanos + PROBE_NANOS;
    return !(probe && since.compareAndSet(asked, now()));
  }

  private void asked(Node node) {
    waiting.computeIfAbsent(node, some -> new AtomicLong()).compareAndSet(0, now());
  }

  private void answered(Node node) {
    AtomicLong since = waiting.get(node);
    if (since != null) {
      since.set(0);
    }
  }

  // The clock may show 0.
  private static long now() {
    return System.nanoTime() | 1;
  }

  @Override
  public void onNodeSuccess(
      Request request,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String logPrefix) {
    answered(node);
  }

  @Override
  public void onNodeError(
      Request request,
      Throwable error,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String logPrefix) {
    answered(node);
  }

  @Override
  public void close() {}
}
