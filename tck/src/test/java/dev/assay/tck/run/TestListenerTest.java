package dev.assay.tck.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.adapter.memory.MemoryEventStore;
import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.DedupSuite;
import dev.assay.tck.history.Anomaly;
import dev.assay.tck.history.Counterexample;
import dev.assay.tck.history.HistoryViolation;
import dev.assay.tck.rule.Declined;
import dev.assay.tck.rule.NotJudged;
import dev.assay.tck.rule.Rule;
import dev.assay.tck.rule.Specification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherConstants;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Proves that verdicts other than pass and fail, and files, come through. */
final class TestListenerTest {

  private static final Counterexample ANOMALOUS =
      new Counterexample(Anomaly.STALE_READ, "stream order/7", "it was read too late", List.of());

  @TempDir private Path folder;

  /** A suite whose tests end in each way there is. */
  abstract static class Ends extends DedupSuite {

    @Test
    @Rule("DEDUP-1")
    void notJudged() {
      throw new NotJudged("there is no server");
    }

    @Test
    @Rule("DEDUP-1")
    void declined() {
      throw new Declined("there is no network");
    }

    @Test
    @Rule("DEDUP-1")
    void failed() {
      attach("seen.txt", "what was seen".getBytes(UTF_8));
      throw new AssertionError("wrong");
    }

    @Test
    @Rule("DEDUP-1")
    void anomalous() {
      throw new HistoryViolation("The history is wrong:", ANOMALOUS);
    }

    @Test
    @Rule("DEDUP-1")
    void passed() {
      attach("seen.txt", "all".getBytes(UTF_8));
    }
  }

  static final class MemoryEnds extends Ends {

    @Override
    public EventStore open(Realm realm) {
      return MemoryEventStore.open("ends", realm);
    }
  }

  private TestResult run(String test) {
    TestListener listener = new TestListener(Specification.load(), KitListener.NONE);
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectMethod(MemoryEnds.class, test))
                .configurationParameter(
                    LauncherConstants.OUTPUT_DIR_PROPERTY_NAME, folder.toString())
                .build(),
            listener);
    List<TestResult> results = listener.results();
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  @Test
  void testWithoutMeansIsNotJudgedAndSaysWhy() {
    TestResult result = run("notJudged");
    assertThat(result.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    assertThat(result.why()).contains("there is no server");
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void testThatDoesNotConcernTheStoreIsDeclinedAndSaysWhy() {
    TestResult result = run("declined");
    assertThat(result.verdict()).isEqualTo(Verdict.DECLINED);
    assertThat(result.why()).contains("there is no network");
  }

  @Test
  void counterexampleComesThrough() {
    assertThat(run("anomalous").counterexample()).contains(ANOMALOUS);
    assertThat(run("failed").counterexample()).isEmpty();
  }

  @Test
  void filesOfATestComeThroughWhateverItCameTo() {
    TestResult failed = run("failed");
    assertThat(failed.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(failed.why()).isEmpty();
    assertThat(failed.files().get("seen.txt")).asString(UTF_8).isEqualTo("what was seen");
    assertThat(run("passed").files().get("seen.txt")).asString(UTF_8).isEqualTo("all");
  }

  @Test
  void scratchFolderLeavesNothingBehind() throws Exception {
    Path path;
    try (Scratch scratch = Scratch.folder()) {
      path = scratch.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/c"), "x");
    }
    assertThat(path).doesNotExist();
  }
}
