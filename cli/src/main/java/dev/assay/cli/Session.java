package dev.assay.cli;

import dev.assay.spi.StoreException;
import dev.assay.testbed.TestbedException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What all commands share. */
final class Session {

  private final Console console;
  private final Map<String, String> environment;
  private boolean verbose;

  Session(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = Map.copyOf(environment);
  }

  /** Returns where to speak. */
  Console console() {
    return console;
  }

  /** Returns the environment variables. */
  Map<String, String> environment() {
    return environment;
  }

  /** Says whether to print where a failure was thrown, and what libraries log. */
  void verbose(boolean on) {
    verbose = on;
    // What libraries would log without it, the one sentence of an error says already.
    Logger.getLogger("").setLevel(on ? Level.INFO : Level.OFF);
  }

  /** Prints why a command could not do its work and returns the exit code for that. */
  int failed(Throwable thrown) {
    console.error(sentence(thrown));
    if (verbose) {
      if (thrown instanceof TestbedException server && !server.details().isEmpty()) {
        console.note(server.details());
      }
      console.trace(thrown);
    }
    return ExitCode.NOT_JUDGED;
  }

  private String sentence(Throwable thrown) {
    String message = thrown.getMessage();
    if (message != null && speaksForItself(thrown)) {
      return message;
    }
    String hint = verbose ? "" : " Run it with --verbose to see where.";
    return "This should not happen: %s.%s".formatted(described(thrown), hint);
  }

  private static boolean speaksForItself(Throwable thrown) {
    return thrown instanceof CannotJudge
        || thrown instanceof StoreException
        || thrown instanceof TestbedException;
  }

  static String described(Throwable thrown) {
    String message = thrown.getMessage();
    String name = thrown.getClass().getSimpleName();
    return message == null ? name : name + ": " + message.strip().replaceAll("[.\\s]+$", "");
  }
}
