package dev.assay.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point: picks the command and turns its outcome into an exit code. */
@Command(
    name = "assay",
    description = "Certifies event stores and view stores against one contract.",
    version = "assay 0.1.0",
    mixinStandardHelpOptions = true)
public final class Assay implements Runnable {

  @Spec private CommandSpec spec;

  /** Prints the usage, for there is no command to run. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Runs the command that the arguments name and exits with its code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Assay()).execute(args));
  }
}
