package dev.assay.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point: picks the command and turns its outcome into an exit code. */
@Command(
    name = "assay",
    description = "Certifies event stores and view stores against one contract.",
    versionProvider = Versions.class,
    mixinStandardHelpOptions = true,
    subcommands = HelpCommand.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all seals asked for are given",
      "1:a rule failed",
      "2:the kit could not judge; the message says why and what mends it"
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  ASSAY_PASSWORD      the password for a URI that names a user and no password",
      "  ASSAY_POSTGRES_URI  the PostgreSQL server to use in place of the embedded one",
      "  NO_COLOR            set it to print without colours"
    })
public final class Assay implements Runnable {

  @Spec private CommandSpec spec;

  private final Session session;

  private Assay(Session session) {
    this.session = session;
  }

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print where an error was thrown, and what libraries log.")
  void setVerbose(boolean verbose) {
    session.verbose(verbose);
  }

  /** Prints the usage, for there is no command to run. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Runs the command that the arguments name and exits with its code. */
  public static void main(String[] args) {
    Secrets secrets = new Secrets();
    Console console = Console.ofProcess(System.getenv(), secrets);
    System.exit(run(args, System.getenv(), console));
  }

  /** Runs the command that the arguments name and returns its exit code. */
  static int run(String[] args, Map<String, String> environment, Console console) {
    List<String> arguments = Arrays.asList(args);
    console.secrets().learn(arguments);
    console.secrets().learn(environment.getOrDefault(Addresses.PASSWORD, ""));
    Session session = new Session(console, environment);
    session.verbose(false);
    return commandLine(session).execute(args);
  }

  private static CommandLine commandLine(Session session) {
    CommandLine line = new CommandLine(new Assay(session));
    line.addSubcommand(new CertifyCommand(session));
    line.addSubcommand(
        "report",
        new CommandLine(new ReportCommand()).addSubcommand(new ReportVerifyCommand(session)));
    line.addSubcommand(new SelfTestCommand(session));
    line.addSubcommand(new ServeCommand(session));
    line.addSubcommand(new RepairFeedCommand(session));
    line.setOut(session.console().out());
    line.setErr(session.console().err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, args) -> misused(session, e));
    line.setExecutionExceptionHandler((e, command, parsed) -> session.failed(e));
    return line;
  }

  private static int misused(Session session, ParameterException e) {
    String message = String.valueOf(e.getMessage()).strip();
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    String sentence = message.endsWith(".") ? message : message + ".";
    session.console().error(sentence + " Try '" + command + " --help'.");
    return ExitCode.NOT_JUDGED;
  }
}
