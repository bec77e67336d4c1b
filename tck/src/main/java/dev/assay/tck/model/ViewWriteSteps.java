package dev.assay.tck.model;

import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.PutOutcome;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The steps that write and look up views. */
final class ViewWriteSteps {

  private ViewWriteSteps() {}

  record Put(int handle, View view) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      return Answer.of(ViewTexts.result(world.handle(handle).put(view)));
    }

    @Override
    public List<Step<ViewWorld>> simpler() {
      return view.document().equals(JsonObject.EMPTY)
          ? List.of()
          : List.of(new Put(handle, new View(view.key(), view.revision(), JsonObject.EMPTY)));
    }

    @Override
    public String toString() {
      return "put " + ViewTexts.view(view) + Handles.by(handle);
    }
  }

  record PutAll(int handle, List<View> views) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      List<PutOutcome> outcomes = world.handle(handle).putAll(views);
      return new Answer(
          "%d outcomes".formatted(outcomes.size()),
          outcomes.stream().map(ViewTexts::outcome).toList());
    }

    @Override
    public List<Step<ViewWorld>> simpler() {
      List<Step<ViewWorld>> found = new ArrayList<>();
      if (views.size() == 1) {
        found.add(new Put(handle, views.get(0)));
      } else {
        found.add(new PutAll(handle, views.subList(0, views.size() / 2)));
        found.add(new PutAll(handle, views.subList(views.size() / 2, views.size())));
      }
      for (int i = 0; views.size() > 1 && i < views.size(); i++) {
        List<View> without = new ArrayList<>(views);
        without.remove(i);
        found.add(new PutAll(handle, without));
      }
      return found;
    }

    @Override
    public String toString() {
      return "putAll"
          + views.stream().map(ViewTexts::view).collect(Collectors.joining(" | ", " [", "]"))
          + Handles.by(handle);
    }
  }

  record Remove(int handle, ViewKey key, long revision) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      return Answer.of(ViewTexts.result(world.handle(handle).remove(key, revision)));
    }

    @Override
    public String toString() {
      return "remove '%s' at revision %d%s".formatted(key, revision, Handles.by(handle));
    }
  }

  /**
   * Looks a view up.
   *
   * @param revision the revision to ask for, without waiting; 0 for a plain look
   */
  record Get(int handle, ViewKey key, long revision) implements ViewStep {

    @Override
    public Answer answer(ViewWorld world) {
      ViewStore store = world.handle(handle);
      return Answer.of(
          revision == 0
              ? ViewTexts.lookup(store.get(key))
              : ViewTexts.lookup(store.get(key, revision, Duration.ZERO)));
    }

    @Override
    public String toString() {
      String atLeast = revision == 0 ? "" : " at revision %d or above".formatted(revision);
      return "get '%s'%s%s".formatted(key, atLeast, Handles.by(handle));
    }
  }
}
