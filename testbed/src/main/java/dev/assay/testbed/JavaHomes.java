package dev.assay.testbed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a Java of a certain age on this machine, for servers that run on no newer one. */
final class JavaHomes {

  /** What people and build services call the home of a Java 17. */
  private static final List<String> VARIABLES =
      List.of(
          "JAVA17_HOME",
          "JAVA_17_HOME",
          "JAVA_HOME_17",
          "JAVA_HOME_17_X64",
          "JAVA_HOME_17_ARM64",
          "JDK_17",
          "JDK17_HOME",
          "JAVA_HOME_11_X64",
          "JAVA_HOME");

  private static final Pattern VERSION =
      Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)[^\"]*\"");

  private final Map<String, String> environment;
  private final Path root;

  /** Looks below the root for the folders in which systems install Java. */
  JavaHomes(Map<String, String> environment, Path root) {
    this.environment = environment;
    this.root = root;
  }

  /** Looks at this machine. */
  static JavaHomes ofMachine() {
    return new JavaHomes(System.getenv(), Path.of("/"));
  }

  /** Returns the home of a Java from one version to another one, that of this JVM before others. */
  Optional<Path> find(int least, int most) {
    return Stream.of(Stream.of(JavaProgram.own()), named(), installed())
        .flatMap(homes -> homes)
        .filter(home -> fits(home, least, most))
        .findFirst();
  }

  private Stream<Path> named() {
    return VARIABLES.stream()
        .map(name -> environment.getOrDefault(name, ""))
        .filter(home -> !home.isBlank())
        .map(Path::of);
  }

  private Stream<Path> installed() {
    Path user = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")));
    return Stream.of(
            inside(root.resolve("usr/lib/jvm"), ""),
            inside(root.resolve("usr/java"), ""),
            inside(root.resolve("opt/java"), ""),
            inside(root.resolve("Library/Java/JavaVirtualMachines"), "Contents/Home"),
            inside(user.resolve(".sdkman/candidates/java"), ""),
            inside(user.resolve(".jdks"), ""))
        .flatMap(List::stream);
  }

  private static List<Path> inside(Path folder, String place) {
    List<Path> homes = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      children.forEach(child -> homes.add(child.resolve(place)));
    } catch (IOException e) {
      // It is not there, or not ours to read: nothing is installed there for us.
    }
    homes.sort(null);
    return homes;
  }

  private static boolean fits(Path home, int least, int most) {
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return false;
    }
    if (home.equals(JavaProgram.own())) {
      int version = Runtime.version().feature();
      return version >= least && version <= most;
    }
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find()
          && Integer.parseInt(version.group(1)) >= least
          && Integer.parseInt(version.group(1)) <= most;
    } catch (IOException e) {
      return false;
    }
  }
}
