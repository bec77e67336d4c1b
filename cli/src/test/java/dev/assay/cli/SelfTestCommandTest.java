package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.selftest.KillMatrix;
import dev.assay.selftest.Plan;
import dev.assay.selftest.RightStore;
import dev.assay.selftest.SelfTest;
import dev.assay.selftest.SelfTestListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the self-test on a few stores; the build of the module runs it on all. */
final class SelfTestCommandTest {

  @TempDir Path out;

  @Test
  void aCaughtStoreIsReported() {
    Run run = Run.of("selftest", "--only", "TooHighPasses", "--out", out.toString());
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(run.err()).contains("Running the kit on 1 store", "1/1");
    assertThat(run.out())
        .contains("1 of 1 faulty stores caught")
        .contains("Kill matrix: " + out.resolve("kill-matrix.html"))
        .contains("The kit is proven");
    assertThat(out.resolve("kill-matrix.html")).isNotEmptyFile();
    assertThat(out.resolve("kill-matrix.md")).content().contains("--only TooHighPasses --seed ");
  }

  @Test
  void aProblemIsToldWithTheCommandThatRepeatsItAndExitCodeOne() {
    Plan one = Plan.all(7).only(Set.of("TooHighPasses"));
    Plan accusing =
        new Plan(
            List.of(
                new RightStore(
                    "NotRight",
                    "It is wrong.",
                    one.faulty().get(0).events(),
                    one.faulty().get(0).views(),
                    Set.of("LOCK-2"))),
            List.of(),
            false,
            false,
            7);
    KillMatrix matrix = SelfTest.run(accusing, SelfTestListener.NONE);
    StringWriter printed = new StringWriter();
    Console console =
        new Console(
            new PrintWriter(printed), new PrintWriter(printed), false, false, new Secrets());
    int code = new SelfTestCommand(new Session(console, Map.of())).publish(matrix, out);
    assertThat(code).isEqualTo(1);
    assertThat(printed.toString())
        .contains("PROBLEM The right store NotRight is accused by LOCK-2.")
        .contains("repeat:    ./assay selftest --only NotRight --seed 7")
        .contains("The kit is not proven: 1 problem.");
  }

  @Test
  void anUnknownStoreIsToldWithThoseThatResembleIt() {
    Run run = Run.of("selftest", "--only", "TooHigh", "--out", out.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualToIgnoringNewLines("assay: There is no store 'toohigh'; there is TooHighPasses.");
  }

  @Test
  void aFolderThatCannotBeMadeIsFoundOutFirst() throws IOException {
    Path file = Files.writeString(out.resolve("file"), "in the way");
    Run run = Run.of("selftest", "--out", file.resolve("matrix").toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("choose another folder with --out").doesNotContain("Running");
  }
}
