package dev.assay.cli;

import dev.assay.tck.report.CleanText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.util.Map;

/**
 * Where the command line speaks. Results go to standard output; progress and errors to standard
 * error, so that output can be piped. No secret gets past it.
 */
final class Console {

  private static final int LINE_LENGTH = 79;

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean live;
  private final boolean coloured;
  private final Secrets secrets;
  private boolean pending;

  Console(PrintWriter out, PrintWriter err, boolean live, boolean coloured, Secrets secrets) {
    this.out = out;
    this.err = err;
    this.live = live;
    this.coloured = coloured;
    this.secrets = secrets;
  }

  /** Returns the console of this process. */
  static Console ofProcess(Map<String, String> environment, Secrets secrets) {
    boolean terminal = isTerminal() && !"dumb".equals(environment.get("TERM"));
    boolean coloured = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        new PrintWriter(System.out, true, charset("stdout.encoding")),
        new PrintWriter(System.err, true, charset("stderr.encoding")),
        terminal,
        coloured,
        secrets);
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  Secrets secrets() {
    return secrets;
  }

  /** Tells whether a line can be overwritten. */
  boolean live() {
    return live;
  }

  /** Prints a line of the result. */
  synchronized void print(String line) {
    clear();
    out.println(secrets.hide(line));
    out.flush();
  }

  /** Prints text of which the caller knows that it may be shown as it is. */
  synchronized void printVerbatim(String line) {
    clear();
    out.println(line);
    out.flush();
  }

  /** Prints a line about how the work gets on. */
  synchronized void note(String line) {
    clear();
    err.println(secrets.hide(line));
    err.flush();
  }

  /** Shows a line that the next one replaces; prints nothing where lines cannot be replaced. */
  synchronized void status(String line) {
    if (!live) {
      return;
    }
    String clean = CleanText.line(secrets.hide(line));
    int end =
        clean.offsetByCodePoints(0, Math.min(LINE_LENGTH, clean.codePointCount(0, clean.length())));
    err.print("\r\u001B[K" + clean.substring(0, end));
    err.flush();
    pending = true;
  }

  /** Prints why something could not be done. */
  void error(String sentence) {
    note(red("assay:") + " " + CleanText.lines(sentence));
  }

  /** Prints where something was thrown. */
  void trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    note(CleanText.lines(text.toString()));
  }

  String bold(String text) {
    return styled("1", text);
  }

  String green(String text) {
    return styled("32", text);
  }

  String red(String text) {
    return styled("31", text);
  }

  String faint(String text) {
    return styled("2", text);
  }

  private String styled(String code, String text) {
    return coloured ? "\u001B[" + code + "m" + text + "\u001B[0m" : text;
  }

  private void clear() {
    if (pending) {
      err.print("\r\u001B[K");
      err.flush();
      pending = false;
    }
  }

  private static Charset charset(String property) {
    String name = System.getProperty(property, "");
    return name.isEmpty() ? Charset.defaultCharset() : Charset.forName(name);
  }

  // From Java 22 on there is a console also where there is no terminal; it can be asked.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
