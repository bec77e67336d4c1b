package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.OutcomeUnknown;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreUnavailable;
import dev.assay.spi.view.ViewStore;
import dev.assay.tck.Backend;
import dev.assay.tck.ServerControl;
import dev.assay.tck.ViewStoreFixture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A server for views that lives in this process and can be killed: it keeps a journal of all
 * writes, and a restart repeats them on a new reference. A right server by itself; its subclasses
 * lose something.
 */
class CrashingViewServer implements ServerControl, ViewStoreFixture {

  private final String name = "crashing-" + UUID.randomUUID();
  private final List<Entry> journal = new ArrayList<>();
  private int generation;
  private boolean up = true;

  /** What was written. */
  enum Kind {
    VIEW,
    TOMBSTONE,
    CURSOR,
    ALIAS,
    REALM
  }

  /** A write. */
  record Entry(Kind kind, Realm realm, Consumer<MemoryViewStore> write) {}

  /** Returns what a restart finds in the journal; all of it, if all goes well. */
  List<Entry> found(List<Entry> written) {
    return written;
  }

  /** Reads; what is killed does not answer. */
  final synchronized <T> T read(Realm realm, Function<MemoryViewStore, T> call) {
    checkUp();
    return call.apply(store(realm));
  }

  /** Writes, and answers a round trip later, if the server still lives then. */
  final <T> T write(Kind kind, Realm realm, Function<MemoryViewStore, T> write) {
    int begun = begun();
    T result = written(begun, kind, realm, write);
    Faults.roundTrip();
    return answered(begun, result);
  }

  private synchronized int begun() {
    return generation;
  }

  private synchronized <T> T written(
      int begun, Kind kind, Realm realm, Function<MemoryViewStore, T> write) {
    checkUp();
    checkAlive(begun);
    T result = write.apply(store(realm));
    journal.add(new Entry(kind, realm, again -> repeat(again, write)));
    return result;
  }

  // Whoever waited for the answer is gone.
  private static <T> T repeat(MemoryViewStore store, Function<MemoryViewStore, T> write) {
    return write.apply(store);
  }

  private synchronized <T> T answered(int begun, T result) {
    checkAlive(begun);
    return result;
  }

  // A call ends with the server that it was sent to; the next one knows nothing of it.
  private void checkAlive(int begun) {
    if (!up || begun != generation) {
      throw new OutcomeUnknown("The server was killed before it answered", null);
    }
  }

  private void checkUp() {
    if (!up) {
      throw new StoreUnavailable("The server is down", null);
    }
  }

  private MemoryViewStore store(Realm realm) {
    return MemoryViewStore.open(name + "-" + generation, realm);
  }

  @Override
  public synchronized void kill() {
    up = false;
  }

  @Override
  public void restart() {
    Faults.restart();
    recover();
  }

  private synchronized void recover() {
    if (!up) {
      generation++;
      List<Entry> found = List.copyOf(found(journal));
      journal.clear();
      journal.addAll(found);
      found.forEach(entry -> entry.write().accept(store(entry.realm())));
      up = true;
    }
  }

  @Override
  public void pause() {
    throw new UnsupportedOperationException("Nobody pauses this server");
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException("Nobody pauses this server");
  }

  @Override
  public ViewStore open(Realm realm) {
    return new CrashingViewStore(this, realm);
  }

  @Override
  public Backend backend() {
    return Backend.server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this);
  }
}
