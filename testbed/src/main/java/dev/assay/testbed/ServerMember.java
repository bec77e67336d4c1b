package dev.assay.testbed;

/**
 * Is one member of a server that consists of several. Its calls mean what those of {@link Server}
 * mean, for this member alone, and throw what they throw.
 */
public interface ServerMember {

  /** Returns where it listens, such as {@code 127.0.0.2:20123}. */
  String address();

  /** Kills its processes at once. Does nothing if it is down. */
  void kill();

  /** Freezes its processes. */
  void pause();

  /** Lets it go on. */
  void resume();

  /**
   * Starts it again on the same data and the same port, and returns when it answers and those of
   * the other members that run have noticed.
   */
  void restart();
}
