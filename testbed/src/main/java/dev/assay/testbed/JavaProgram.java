package dev.assay.testbed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Is the command line of a server in a JVM of its own. */
record JavaProgram(Path home, List<String> options) {

  /** The JVM of this one. */
  static Path own() {
    return Path.of(System.getProperty("java.home"));
  }

  /** Begins one that leaves nothing outside of the folder, and takes little. */
  static JavaProgram of(Path home, ServerFolder folder, String classPath) {
    return new JavaProgram(
        home,
        List.of(
            "-cp",
            classPath,
            "-XX:+UseSerialGC",
            // Else it writes a file to the machine's folder for temporary files.
            "-XX:-UsePerfData",
            "-Djava.io.tmpdir=" + folder.make("tmp"),
            "-XX:ErrorFile=" + folder.path().resolve("crash.log"),
            "-Djava.awt.headless=true",
            "-Dfile.encoding=UTF-8"));
  }

  JavaProgram with(String... more) {
    return with(List.of(more));
  }

  JavaProgram with(List<String> more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(more);
    return new JavaProgram(home, List.copyOf(all));
  }

  List<String> run(String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.addAll(options);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
