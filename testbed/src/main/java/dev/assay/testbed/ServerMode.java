package dev.assay.testbed;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Names the ways to a real server. */
public enum ServerMode {
  /**
   * The server's own binaries, in a process of its own on this machine. Needs nothing installed.
   */
  EMBEDDED,
  /** A container, by Testcontainers. Needs a container engine. */
  CONTAINERS,
  /** A server that somebody else runs, by its URI. Cannot be killed or paused. */
  EXTERNAL;

  /**
   * The environment variable that chooses the way: {@code embedded}, {@code containers} or {@code
   * external}.
   */
  public static final String VARIABLE = "ASSAY_TESTBED";

  /** Returns the mode of this {@linkplain #word word}. */
  public static Optional<ServerMode> of(String word) {
    return Arrays.stream(values()).filter(mode -> mode.word().equals(word)).findFirst();
  }

  /** Returns the word a user types, such as {@code embedded}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
