package dev.assay.tck.model;

/** The steps that open, close and drop. */
final class HandleSteps {

  private HandleSteps() {}

  record Reopen(int handle) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      world.handles().close(handle);
      world.handle(handle);
      return Answer.of("open");
    }

    @Override
    public String toString() {
      return "close the handle and open it anew" + Handles.by(handle);
    }
  }

  record Restart() implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      world.handles().closeAll();
      world.handle(0);
      return Answer.of("open");
    }

    @Override
    public String toString() {
      return "close all handles and open them anew";
    }
  }

  record DropRealm(int handle) implements EventStep {

    @Override
    public Answer answer(EventWorld world) {
      world.drop(handle);
      return Answer.of("dropped");
    }

    @Override
    public String toString() {
      return "dropRealm" + Handles.by(handle);
    }
  }
}
