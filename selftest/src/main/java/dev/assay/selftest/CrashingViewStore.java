package dev.assay.selftest;

import dev.assay.adapter.memory.MemoryViewStore;
import dev.assay.selftest.CrashingViewServer.Kind;
import dev.assay.spi.Capability;
import dev.assay.spi.Declaration;
import dev.assay.spi.Durability;
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
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** A handle on a realm of a {@link CrashingViewServer}. */
final class CrashingViewStore implements ViewStore, CursorStore, ViewCatalog {

  private final CrashingViewServer server;
  private final Realm realm;

  CrashingViewStore(CrashingViewServer server, Realm realm) {
    this.server = server;
    this.realm = realm;
  }

  @Override
  public Realm realm() {
    return realm;
  }

  @Override
  public Declaration declaration() {
    try (MemoryViewStore reference = MemoryViewStore.open("declaration", Realm.DEFAULT)) {
      return Declarations.with(
          Declarations.with(
              reference.declaration(), Set.of(Capability.CURSORS, Capability.CATALOG)),
          CrashingServer.promising(Durability.Promise.KEPT, "on"));
    }
  }

  @Override
  public Lookup get(ViewKey key) {
    return server.read(realm, store -> store.get(key));
  }

  @Override
  public AwaitedLookup get(ViewKey key, long revision, Duration wait) {
    return server.read(realm, store -> store.get(key, revision, Duration.ZERO));
  }

  @Override
  public PutResult put(View view) {
    return server.write(Kind.VIEW, realm, store -> store.put(view));
  }

  @Override
  public List<PutOutcome> putAll(List<View> views) {
    return server.write(Kind.VIEW, realm, store -> store.putAll(views));
  }

  @Override
  public PutResult remove(ViewKey key, long revision) {
    return server.write(Kind.TOMBSTONE, realm, store -> store.remove(key, revision));
  }

  @Override
  public Cursor cursor(String projection, int partition) {
    return server.read(realm, store -> store.cursor(projection, partition));
  }

  @Override
  public SaveResult save(String projection, int partition, Cursor expected, Cursor next) {
    return server.write(
        Kind.CURSOR, realm, store -> store.save(projection, partition, expected, next));
  }

  @Override
  public Optional<String> alias(String name, String collection) {
    return server.write(Kind.ALIAS, realm, store -> store.alias(name, collection));
  }

  @Override
  public boolean unalias(String name) {
    return server.write(Kind.ALIAS, realm, store -> store.unalias(name));
  }

  @Override
  public Optional<String> resolve(String name) {
    return server.read(realm, store -> store.resolve(name));
  }

  @Override
  public SortedMap<String, String> aliases() {
    return server.read(realm, MemoryViewStore::aliases);
  }

  @Override
  public DropResult drop(String collection) {
    return server.write(Kind.ALIAS, realm, store -> store.drop(collection));
  }

  @Override
  public void dropRealm() {
    server.write(
        Kind.REALM,
        realm,
        store -> {
          store.dropRealm();
          return true;
        });
  }

  @Override
  public void close() {}
}
