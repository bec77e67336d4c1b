package dev.assay.tck;

/**
 * Stops and starts the server behind a store. Every call is bounded, and returns when what it says
 * has happened. Called from one thread at a time.
 */
public interface ServerControl {

  /**
   * Returns the control over a server whose means are given, each of which does what it is named
   * after.
   */
  static ServerControl of(Runnable kill, Runnable restart, Runnable pause, Runnable resume) {
    return new ServerControl() {
      @Override
      public void kill() {
        kill.run();
      }

      @Override
      public void restart() {
        restart.run();
      }

      @Override
      public void pause() {
        pause.run();
      }

      @Override
      public void resume() {
        resume.run();
      }
    };
  }

  /** Ends all processes of the server at once, as {@code kill -9} does. */
  void kill();

  /** Starts the server on the same data and the same address, and returns when it answers. */
  void restart();

  /** Freezes the server: connections stay open, and nothing is answered. */
  void pause();

  /** Lets a frozen server go on. */
  void resume();
}
