package dev.assay.cli;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.tck.report.ReportJson;
import dev.assay.tck.report.ReportVerifier;
import dev.assay.tck.report.Verification;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Recomputes a published report, offline. */
@Command(
    name = "verify",
    description = "Recomputes published reports offline and says what in them does not agree.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything agrees",
      "1:something does not; one sentence each says what and where",
      "2:a report could not be read"
    },
    footerHeading = "%nExample:%n",
    footer = "  ./assay report verify compat-reports/postgres/0.1.0/postgresql-18.6")
final class ReportVerifyCommand implements Callable<Integer> {

  private static final int MOST_SCHEMA_ERRORS = 10;

  private final Session session;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "The folder of a report: the one that holds report.json.")
  private List<Path> folders = List.of();

  ReportVerifyCommand(Session session) {
    this.session = session;
  }

  /** Verifies the reports and returns the exit code. */
  @Override
  public Integer call() {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ReportJson.schema());
    boolean agreed = true;
    for (Path folder : folders) {
      agreed &= agrees(folder, schema);
    }
    return agreed ? ExitCode.GIVEN : ExitCode.FAILED;
  }

  private boolean agrees(Path folder, Schema schema) {
    Verification verification = verify(folder, schema);
    List<String> disagreements = verification.disagreements();
    Console console = session.console();
    console.print(console.bold(folder.toString()));
    disagreements.forEach(sentence -> console.print("  " + console.red("✗") + " " + sentence));
    if (disagreements.isEmpty()) {
      console.print("  " + console.green("✓") + " " + agreement(verification));
    }
    return disagreements.isEmpty();
  }

  private static String agreement(Verification verification) {
    return String.format(
        Locale.ROOT,
        "Everything agrees: schema, digest, rule set, %s, seals, pages and %s. That shows that nothing was changed, not that it is true: for that, run it again.",
        counted(verification.rules(), "rule", "rules"),
        verification.histories() == 0
            ? "no history"
            : counted(verification.histories(), "history", "histories")
                + String.format(
                    Locale.ROOT, " with %,d operations, judged again", verification.operations()));
  }

  private static String counted(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  private static Verification verify(Path folder, Schema schema) {
    try {
      return ReportVerifier.verify(folder, json -> errors(schema, json));
    } catch (NoSuchFileException e) {
      throw new CannotJudge(
          "There is no report.json in %s: give the folder of a report.".formatted(folder), e);
    } catch (IOException e) {
      throw new CannotJudge(
          "The report in %s cannot be read: %s.".formatted(folder, Session.described(e)), e);
    }
  }

  private static List<String> errors(Schema schema, String json) {
    return schema.validate(json, InputFormat.JSON).stream()
        .limit(MOST_SCHEMA_ERRORS)
        .map(Error::toString)
        .toList();
  }
}
