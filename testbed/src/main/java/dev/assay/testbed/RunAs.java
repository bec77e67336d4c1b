package dev.assay.testbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Is a way to run a server that refuses to run as root, or as a user without a name. Each way ends
 * in the program itself, so that the process id stays that of the server.
 *
 * @param detail the way in a few words
 * @param prefix what stands before the command
 * @param owner the user that must own the server's files, if it is another one
 */
record RunAs(String detail, List<String> prefix, Optional<String> owner) {
  private static final String NOBODY = "nobody";

  private static final RunAs THIS_USER = new RunAs("as this user", List.of(), Optional.empty());

  /** The kernel shows the user as nobody, whose name is known, while files stay the user's own. */
  private static final RunAs USER_NAMESPACE =
      new RunAs("in a user namespace", List.of("unshare", "-U"), Optional.empty());

  private static final RunAs OTHER_USER =
      new RunAs(
          "as user nobody",
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups"),
          Optional.of(NOBODY));

  private static final RunAs OTHER_USER_BY_CHROOT =
      new RunAs(
          "as user nobody",
          List.of("chroot", "--userspec=" + NOBODY + ":65534", "/"),
          Optional.of(NOBODY));

  /** Returns the ways that work on this machine, the best one first. */
  static List<RunAs> possible() {
    List<RunAs> ways =
        root()
            ? List.of(USER_NAMESPACE, OTHER_USER, OTHER_USER_BY_CHROOT)
            : List.of(THIS_USER, USER_NAMESPACE);
    return ways.stream().filter(RunAs::works).toList();
  }

  static RunAs best() {
    return possible().stream()
        .findFirst()
        .orElseThrow(
            () ->
                new TestbedException(
                    "PostgreSQL does not run as root or as a user without a name, and this machine offers no way out (unshare, setpriv, chroot): run as an ordinary user, or name an external server."));
  }

  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  private boolean works() {
    return Commands.succeeds(command(List.of("id", "-un")));
  }

  private static boolean root() {
    return Commands.succeeds(List.of("sh", "-c", "test \"$(id -u)\" = 0"));
  }
}
