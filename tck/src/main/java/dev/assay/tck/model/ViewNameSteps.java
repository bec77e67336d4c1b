package dev.assay.tck.model;

import dev.assay.spi.event.Cursor;
import dev.assay.spi.view.CursorStore;
import dev.assay.spi.view.ViewCatalog;
import java.util.List;
import java.util.TreeSet;

/** The steps that use names of collections and cursors, and those that open, close and drop. */
final class ViewNameSteps {

  private ViewNameSteps() {}

  record Alias(int handle, String name, String collection) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      return Answer.of(
          catalog(world, handle)
              .alias(name, collection)
              .map(before -> "stood for '" + before + "'")
              .orElse("new"));
    }

    @Override
    public String toString() {
      return "alias '%s' for '%s'%s".formatted(name, collection, Handles.by(handle));
    }
  }

  record Unalias(int handle, String name) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      return Answer.of(catalog(world, handle).unalias(name) ? "removed" : "no such alias");
    }

    @Override
    public String toString() {
      return "unalias '%s'%s".formatted(name, Handles.by(handle));
    }
  }

  record Resolve(int handle, String name) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      return Answer.of(
          catalog(world, handle)
              .resolve(name)
              .map(collection -> "'" + collection + "'")
              .orElse("nothing"));
    }

    @Override
    public String toString() {
      return "resolve '%s'%s".formatted(name, Handles.by(handle));
    }
  }

  record Aliases(int handle) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      return Answer.of(catalog(world, handle).aliases().toString());
    }

    @Override
    public String toString() {
      return "aliases" + Handles.by(handle);
    }
  }

  record Drop(int handle, String collection) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      ViewCatalog.DropResult result = catalog(world, handle).drop(collection);
      return Answer.of(
          result instanceof ViewCatalog.DropResult.StillAliased aliased
              ? "still aliased by " + new TreeSet<>(aliased.aliases())
              : "dropped");
    }

    @Override
    public String toString() {
      return "drop '%s'%s".formatted(collection, Handles.by(handle));
    }
  }

  record FindCursor(int handle, String projection, int partition) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      CursorStore store = world.capability(handle, CursorStore.class);
      return Answer.of("cursor " + store.cursor(projection, partition));
    }

    @Override
    public String toString() {
      return "cursor of '%s', partition %d%s".formatted(projection, partition, Handles.by(handle));
    }
  }

  /**
   * Saves a cursor.
   *
   * @param expected what is expected; empty for the one that was saved last
   */
  record SaveCursor(
      int handle, String projection, int partition, List<Cursor> expected, Cursor next)
      implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      ViewWorld.Place place = ViewWorld.Place.of(handle, projection, partition);
      Cursor before = expected.isEmpty() ? world.saved(place) : expected.get(0);
      CursorStore.SaveResult result =
          world.capability(handle, CursorStore.class).save(projection, partition, before, next);
      if (result instanceof CursorStore.SaveResult.Conflict conflict) {
        return Answer.of("conflict, stored is " + conflict.actual());
      }
      world.save(place, next);
      return Answer.of("saved");
    }

    @Override
    public String toString() {
      return "save the cursor of '%s', partition %d, expecting %s: %s%s"
          .formatted(
              projection,
              partition,
              expected.isEmpty() ? "the last one" : expected.get(0),
              next,
              Handles.by(handle));
    }
  }

  record Reopen(int handle) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      world.handles().close(handle);
      world.handle(handle);
      return Answer.of("open");
    }

    @Override
    public String toString() {
      return "close the handle and open it anew" + Handles.by(handle);
    }
  }

  record Restart() implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      world.handles().closeAll();
      world.handle(0);
      return Answer.of("open");
    }

    @Override
    public String toString() {
      return "close all handles and open them anew";
    }
  }

  record DropRealm(int handle) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      world.drop(handle);
      return Answer.of("dropped");
    }

    @Override
    public String toString() {
      return "dropRealm" + Handles.by(handle);
    }
  }

  private static ViewCatalog catalog(ViewWorld world, int handle) {
    return world.capability(handle, ViewCatalog.class);
  }
}
