package dev.assay.tck.cost;

import dev.assay.spi.Cost;
import dev.assay.spi.Metered;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.event.Commit;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Puts a meter onto any store: it counts calls, and the bytes of what is committed. */
final class Meters implements InvocationHandler {

  private static final Set<String> UNREFUSED = Set.of("declaration", "dropRealm", "close");

  private final Object store;
  private final double surcharge;
  private final boolean refuses;
  private double calls;
  private double bytes;

  private Meters(Object store, double surcharge, boolean refuses) {
    this.store = store;
    this.surcharge = surcharge;
    this.refuses = refuses;
  }

  /**
   * Returns the store with a meter.
   *
   * @param surcharge how much more the server tells for each call than the formula gives
   */
  static <S> S on(Class<S> type, S store, double surcharge) {
    return on(type, store, new Meters(store, surcharge, false));
  }

  /** Returns the store with a meter, but it answers no commit, no read and no feed. */
  static <S> S refusing(Class<S> type, S store) {
    return on(type, store, new Meters(store, 0, true));
  }

  private static <S> S on(Class<S> type, S store, Meters meters) {
    List<Class<?>> types =
        Stream.concat(Stream.of(Metered.class), Arrays.stream(store.getClass().getInterfaces()))
            .toList();
    return type.cast(
        Proxy.newProxyInstance(
            Meters.class.getClassLoader(), types.toArray(Class<?>[]::new), meters));
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("costs")) {
      return costs();
    }
    if (refuses && !UNREFUSED.contains(method.getName())) {
      throw new StoreUnavailable("no server", null);
    }
    count(method.getName(), arguments == null ? new Object[0] : arguments);
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private synchronized void count(String method, Object[] arguments) {
    calls += method.equals("declaration") ? 0 : 1;
    Arrays.stream(arguments)
        .flatMap(argument -> argument instanceof List<?> list ? list.stream() : Stream.of(argument))
        .filter(Commit.class::isInstance)
        .forEach(commit -> bytes += ((Commit) commit).bytes());
  }

  private synchronized SortedMap<String, Cost> costs() {
    return new TreeMap<>(
        Map.of(
            "calls", Cost.of(calls * (1 + surcharge), calls, calls),
            "bytes written", Cost.of(bytes, bytes, bytes)));
  }
}
