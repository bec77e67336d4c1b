package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.spi.Declaration;
import dev.assay.spi.Page;
import dev.assay.spi.Realm;
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
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Forwards everything, with every capability, to the reference; a right store by itself. Its
 * subclasses are wrong in one place each.
 */
class ForwardingViewStore implements ViewStore, CursorStore, ViewCatalog, ViewSearch {

  private final MemoryViewStore store;

  ForwardingViewStore(MemoryViewStore store) {
    this.store = store;
  }

  @Override
  public Realm realm() {
    return store.realm();
  }

  @Override
  public Declaration declaration() {
    return store.declaration();
  }

  @Override
  public Lookup get(ViewKey key) {
    return store.get(key);
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    return store.get(key, revision, wait);
  }

  @Override
  public PutResult put(View view) {
    return store.put(view);
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    return store.putAll(views);
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    return store.remove(key, revision);
  }

  @Override
  public void dropRealm() {
    store.dropRealm();
  }

  @Override
  public void close() {
    store.close();
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    return store.cursor(projection, partition);
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    return store.save(projection, partition, expected, next);
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    return store.alias(name, collection);
  }

  @Override
  public boolean unalias(String name) {
    return store.unalias(name);
  }

  @Override
  public Optional<String> resolve(String name) {
    return store.resolve(name);
  }

  @Override
  public SortedMap<String, String> aliases() {
    return store.aliases();
  }

  @Override
  public DropResult drop(String collection) {
    return store.drop(collection);
  }

  @Override
  public Page<View> search(ViewQuery query) {
    return store.search(query);
  }

  @Override
  public void refresh(String collection) {
    store.refresh(collection);
  }
}
