package dev.assay.cli;

import dev.assay.selftest.KillMatrix;
import dev.assay.selftest.Plan;
import dev.assay.selftest.Problem;
import dev.assay.selftest.SelfTest;
import dev.assay.tck.report.CleanText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tries the kit on stores that are wrong and on stores that are right. */
@Command(
    name = "selftest",
    description = "Proves that the kit catches faulty stores and accuses no right one.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./assay selftest",
      "  ./assay selftest --only ChecksThenActs",
      "  ./assay selftest --full"
    })
final class SelfTestCommand implements Callable<Integer> {

  private final Session session;

  @Option(
      names = "--full",
      description =
          "Try every faulty store on every rule, and the right stores twenty times; takes half an hour or more.")
  private boolean full;

  @Option(
      names = "--only",
      paramLabel = "STORE",
      split = ",",
      description = "Try these stores only, such as ChecksThenActs.")
  private List<String> only = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "Repeat the run with this seed.")
  private @Nullable Long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of the kill matrix; selftest-report if left out.")
  private Path out = Path.of("selftest-report");

  SelfTestCommand(Session session) {
    this.session = session;
  }

  /** Runs the self-test and returns the exit code. */
  @Override
  public Integer call() {
    Plan plan = plan();
    prepareFolder();
    SelfTestProgress progress = new SelfTestProgress(session.console());
    KillMatrix matrix = SelfTest.run(plan, progress);
    progress.end();
    return publish(matrix, out);
  }

  private Plan plan() {
    Plan all = Plan.all(seed == null ? new Random().nextInt(Integer.MAX_VALUE) : seed);
    Plan deep = full ? all.inFull() : all;
    try {
      return only.isEmpty() ? deep : deep.only(Set.copyOf(new TreeSet<>(only)));
    } catch (IllegalArgumentException e) {
      throw new CannotJudge(e.getMessage() + ".", e);
    }
  }

  // Found out before the kit runs for long, not after.
  private void prepareFolder() {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    if (!Files.isWritable(out)) {
      throw new CannotJudge(
          "The folder %s for the kill matrix cannot be written: choose another with --out."
              .formatted(out));
    }
  }

  private CannotJudge cannotWrite(IOException e) {
    return new CannotJudge(
        "The kill matrix cannot be written to %s (%s): choose another folder with --out."
            .formatted(out, Session.described(e)),
        e);
  }

  /** Writes the matrix, prints what it says and returns the exit code. */
  int publish(KillMatrix matrix, Path folder) {
    List<Problem> problems = matrix.problems();
    problems.forEach(problem -> print(problem, matrix.plan().full()));
    Path page = written(matrix, folder);
    Console console = session.console();
    matrix
        .figures()
        .forEach(sum -> console.print("%d of %d %s".formatted(sum.value(), sum.of(), sum.text())));
    console.print("");
    console.print("Kill matrix: " + page);
    console.print("");
    console.print(
        problems.isEmpty()
            ? console.green("The kit is proven on them.")
            : console.red("The kit is not proven: %s.".formatted(counted(problems.size())))
                + " Repeat with: "
                + matrix.plan().command());
    return problems.isEmpty() ? ExitCode.GIVEN : ExitCode.FAILED;
  }

  private static String counted(int problems) {
    return problems == 1 ? "1 problem" : problems + " problems";
  }

  private void print(Problem problem, boolean deep) {
    Console console = session.console();
    console.print(console.red("PROBLEM") + " " + CleanText.line(problem.text()));
    CleanText.lines(problem.details()).lines().forEach(line -> console.print("  " + line));
    problem
        .store()
        .ifPresent(
            store ->
                console.print(
                    "  repeat:    ./assay selftest%s --only %s --seed %d"
                        .formatted(deep ? " --full" : "", store, problem.seed())));
    console.print("");
  }

  private Path written(KillMatrix matrix, Path folder) {
    try {
      return matrix.write(folder);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }
}
