package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Declaration;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
import dev.assay.spi.StoreClosed;
import dev.assay.spi.StoreException;
import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.AwaitedLookup;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.Lookup;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.PutResult;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewCatalog;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A view store over a real socket; right by itself. Its subclasses are wrong in one place. */
class SocketViewStore implements ViewStore, CursorStore, ViewCatalog, ViewSearch {

  private final SocketClient client;

  SocketViewStore(Wire wire, Realm realm) {
    client = new SocketClient(wire, realm, "views", MemoryViewStore.class);
    wire.open();
  }

  final SocketClient client() {
    return client;
  }

  @Override
  public Realm realm() {
    return client.realm();
  }

  @Override
  public Declaration declaration() {
    return SocketStores.declaration(
        MemoryViewStore.open("declaration", client.realm()).declaration());
  }

  @Override
  public Lookup get(ViewKey key) {
    return client.call("get", key);
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    return client.callWaiting(wait, "get", key, revision, wait);
  }

  @Override
  public PutResult put(View view) {
    return client.call("put", view);
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    try {
      return client.call("putAll", views);
    } catch (StoreClosed e) {
      throw e;
    } catch (StoreException e) {
      List<PutOutcome> failed = new ArrayList<>();
      views.forEach(view -> failed.add(new PutOutcome.Failed(e)));
      return failed;
    }
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    return client.call("remove", key, revision);
  }

  @Override
  public void dropRealm() {
    client.run("dropRealm");
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    return client.call("cursor", projection, partition);
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    return client.call("save", projection, partition, expected, next);
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    return client.call("alias", name, collection);
  }

  @Override
  public boolean unalias(String name) {
    return client.<Boolean>call("unalias", name);
  }

  @Override
  public Optional<String> resolve(String name) {
    return client.call("resolve", name);
  }

  @Override
  public SortedMap<String, String> aliases() {
    return client.call("aliases");
  }

  @Override
  public DropResult drop(String collection) {
    return client.call("drop", collection);
  }

  @Override
  public Page<View> search(ViewQuery query) {
    return client.call("search", query);
  }

  @Override
  public void refresh(String collection) {
    client.run("refresh", collection);
  }

  @Override
  public void close() {
    client.close();
  }
}
