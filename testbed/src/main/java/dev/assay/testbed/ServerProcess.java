package dev.assay.testbed;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Is a server's process with its children, which are signalled together. */
final class ServerProcess {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

  /**
   * Variables that are meant for other servers, clients or JVMs, and would reconfigure this one.
   */
  private static final Pattern OTHERS =
      Pattern.compile(
          "PG.*|AWS_.*|CASSANDRA_.*|CLASSPATH|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS");

  /** Fields of {@code /proc/PID/stat}, counted from behind the name. */
  private static final int STATE = 0;

  private static final int THREADS = 17;

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a program that the watchdog watches. A gate comes first: a shell that waits for a word
   * from here and then becomes the program. The word is given when the watchdog knows the process,
   * and if this JVM dies before, the gate ends: at no time is there a program that nobody watches.
   */
  static ServerProcess launch(
      List<String> program, Map<String, String> environment, Path log, Watchdog watchdog) {
    List<String> command = new ArrayList<>(apart());
    command.addAll(List.of("sh", "-c", "read -r go && exec \"$@\" </dev/null", "sh"));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(OTHERS.asMatchPredicate());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      watchdog.watch(process.pid());
      try (OutputStream gate = process.getOutputStream()) {
        gate.write("go\n".getBytes(StandardCharsets.US_ASCII));
      }
      return new ServerProcess(process);
    } catch (IOException e) {
      throw new TestbedException("The program %s cannot be started.".formatted(program), e);
    }
  }

  /**
   * Returns the prefix that keeps Ctrl-C in a terminal from reaching what is started; empty where
   * unknown.
   */
  static List<String> apart() {
    return Commands.exists("setsid") ? List.of("setsid") : List.of();
  }

  long pid() {
    return process.pid();
  }

  /** This JVM hears of the end of a process a moment after it. */
  boolean alive() {
    return process.isAlive() && lives(pid());
  }

  int exitCode() {
    return process.exitValue();
  }

  boolean ended(Duration limit) {
    return Await.until(limit, () -> !process.isAlive());
  }

  /** Asks the main process alone to stop, by a signal that means it. */
  boolean stop(String signal, Duration limit) {
    ask(signal);
    return ended(limit);
  }

  /** Signals the main process alone. */
  void ask(String signal) {
    signal(signal, Set.of(pid()));
  }

  /** Freezes the main process first, so that no child is born while the others are frozen. */
  void pause() {
    signal("STOP", Set.of(pid()));
    signal("STOP", family());
    signal("STOP", family());
  }

  void resume() {
    signal("CONT", family());
  }

  /** Kills all at once: nobody has the time to notice the death of another and to tidy up. */
  void kill() {
    signal("STOP", Set.of(pid()));
    Set<Long> family = family();
    signal("KILL", family);
    if (!Await.until(KILL_LIMIT, () -> family.stream().noneMatch(ServerProcess::lives))) {
      throw new TestbedException("A process of the server does not end although it was killed.");
    }
  }

  private Set<Long> family() {
    Set<Long> family = new LinkedHashSet<>();
    process.descendants().map(ProcessHandle::pid).forEach(family::add);
    family.add(pid());
    return family;
  }

  private static void signal(String name, Set<Long> pids) {
    Stream<String> command = Stream.of("sh", "-c", "kill -s \"$0\" \"$@\"", name);
    Commands.succeeds(Stream.concat(command, pids.stream().map(String::valueOf)).toList());
  }

  /**
   * A zombie, which nobody has buried, does not live: init does not bury everywhere. But as long as
   * it has other threads, its files and ports are open.
   */
  static boolean lives(long pid) {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return false;
    }
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return !fields.get(STATE).equals("Z") || Long.parseLong(fields.get(THREADS)) > 1;
    } catch (IOException e) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
  }
}
