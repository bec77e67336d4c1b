package dev.assay.tck;

import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreException;
import dev.assay.tck.race.Bounded;
import dev.assay.tck.rule.Profile;
import dev.assay.tck.rule.RuleContext;
import dev.assay.tck.rule.RuleExtension;
import dev.assay.tck.rule.RuleSubject;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The base of all suites. Each test has a realm of its own and an open handle on it; what the test
 * opens is closed after it.
 *
 * <p>Tests run side by side where JUnit is configured to; those that need the server for themselves
 * are {@link Isolated}.
 *
 * <p>Thread-safe, so that the threads of a race can use all helpers.
 *
 * @param <S> the type of the store
 */
@ExtendWith(RuleExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@Execution(ExecutionMode.CONCURRENT)
public abstract class StoreSuite<S extends AutoCloseable> implements RuleSubject {

  private static final Duration ERASING = Duration.ofSeconds(5);

  private final Realm realm = newRealm();
  private final AtomicLong names = new AtomicLong();
  private final Map<S, Realm> handles = new LinkedHashMap<>();
  private Optional<RuleContext> context = Optional.empty();
  private Optional<S> store = Optional.empty();

  StoreSuite() {}

  abstract S openHandle(Realm realm);

  abstract S openHandleAt(Realm realm, InetSocketAddress address, Duration timeout);

  abstract Declaration declarationOf(S store);

  abstract void dropRealm(S store);

  abstract Class<?> interfaceOf(Capability capability);

  @Override
  public final void begin(RuleContext context) {
    this.context = Optional.of(context);
    store = Optional.of(handle(realm));
  }

  @Override
  public final Declaration declaration() {
    return declarationOf(store());
  }

  @Override
  public final boolean implementsCapability(Capability capability) {
    return interfaceOf(capability).isInstance(store());
  }

  @Override
  public final void end(boolean passed) {
    Map<S, Realm> open;
    synchronized (handles) {
      open = new LinkedHashMap<>(handles);
      handles.clear();
    }
    if (passed) {
      eraseRealms(open);
    } else {
      eraseIfPossible(open);
    }
    closeAll(List.copyOf(open.keySet()));
  }

  /** Returns the handle that is opened for the test. */
  protected final S store() {
    return store.orElseThrow(() -> new IllegalStateException("No test is running"));
  }

  /** Returns the realm of {@link #store()}; no other test uses it. */
  protected final Realm realm() {
    return realm;
  }

  /** Opens another handle on the realm of the test. */
  protected final S another() {
    return handle(realm);
  }

  /** Opens a handle on a realm; it is closed after the test. */
  protected final S handle(Realm realm) {
    S opened = openHandle(realm);
    synchronized (handles) {
      handles.put(opened, realm);
    }
    return opened;
  }

  /** Opens a handle on the realm of the test through another address; it is closed after it. */
  protected final S through(InetSocketAddress address, Duration timeout) {
    S opened = openHandleAt(realm, address, timeout);
    synchronized (handles) {
      handles.put(opened, realm);
    }
    return opened;
  }

  /** Returns a name for a realm that nobody uses. */
  protected static Realm newRealm() {
    return new Realm("tck-" + UUID.randomUUID());
  }

  /** Returns a name that is not used yet in this test. */
  protected final String name(String prefix) {
    return prefix + "-" + names.incrementAndGet();
  }

  /** Returns the source of chance for this test; it depends on the seed and the test alone. */
  protected final Random random() {
    return context().random();
  }

  /**
   * Returns of how many points, crashes, losses or sequences that the profile plans one is taken:
   * one, unless a subclass says otherwise. An adapter's own build may do so where it runs the same
   * suite on several topologies or a server takes its time; reports are made without.
   */
  protected int oneOf() {
    return 1;
  }

  /** Returns what is taken of a plan, at least one of it, chosen by the seed. */
  final <T> List<T> taken(List<T> plan) {
    int every = oneOf();
    int first = every == 1 || plan.isEmpty() ? 0 : random().nextInt(Math.min(every, plan.size()));
    return IntStream.iterate(first, i -> i < plan.size(), i -> i + every)
        .mapToObj(plan::get)
        .toList();
  }

  /** Returns the number for the profile of this run. */
  protected final int pick(int quick, int full) {
    return profile().pick(quick, full);
  }

  /** Returns how thoroughly to look. */
  protected final Profile profile() {
    return context().profile();
  }

  /** Notes what the test did or measured, such as the number of rounds of a race. */
  protected final void evidence(String name, Object value) {
    context().evidence(name, value);
  }

  /** Keeps a file with the result of the test; see {@link RuleContext#attach}. */
  protected final void attach(String name, byte[] content) {
    context().attach(name, content);
  }

  /** Returns the interface of a declared capability, implemented by {@link #store()}. */
  protected final <T> T capability(Class<T> type) {
    return capability(type, store());
  }

  /** Returns the interface of a declared capability, implemented by another handle. */
  protected final <T> T capability(Class<T> type, S handle) {
    if (!type.isInstance(handle)) {
      throw new AssertionError("The store does not implement " + type.getName());
    }
    return type.cast(handle);
  }

  @Override
  public final RuleContext context() {
    return context.orElseThrow(() -> new IllegalStateException("No test is running"));
  }

  // Realms are erased out of courtesy to the server; whether that works is judged by REALM rules.
  private void eraseRealms(Map<S, Realm> open) {
    Set<Realm> left = new LinkedHashSet<>(open.values());
    open.forEach(
        (handle, of) -> {
          if (left.contains(of) && erased(handle)) {
            left.remove(of);
          }
        });
  }

  private boolean erased(S handle) {
    try {
      dropRealm(handle);
      return true;
    } catch (StoreException e) {
      // A handle that the test closed cannot erase; another one on the same realm may.
      return false;
    }
  }

  // The test has its failure already, and a store that failed may hang or throw anything here too.
  private void eraseIfPossible(Map<S, Realm> open) {
    try {
      Bounded.run(ERASING, "Erasing the realms of a test", () -> eraseRealms(open));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // What cannot be erased stays behind.
    }
  }

  private static void closeAll(List<? extends AutoCloseable> open) {
    List<Exception> failures = new ArrayList<>();
    for (AutoCloseable handle : open) {
      try {
        handle.close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("Closing a handle after the test failed", failures.get(0));
    }
  }
}
