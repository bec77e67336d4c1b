package dev.assay.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the commands about published reports. */
@Command(
    name = "report",
    description = "Works with published reports.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** Says that a command is missing. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do with a report: verify.");
  }
}
