package dev.assay.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * What the command line did with its arguments.
 *
 * @param code the exit code
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
record Run(int code, String out, String err) {

  /** Runs the command line in this process. */
  static Run of(String... args) {
    return with(Map.of(), args);
  }

  /** Runs the command line in this process, with environment variables. */
  static Run with(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(out), new PrintWriter(err), false, false, new Secrets());
    int code = Assay.run(args, environment, console);
    return new Run(code, out.toString(), err.toString());
  }

  /** Returns everything that it printed. */
  String all() {
    return out + err;
  }
}
