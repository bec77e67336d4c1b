package dev.assay.tck.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assay.spi.event.Claim;
import dev.assay.spi.event.Direction;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.view.ViewKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proves that histories come back from their files, and that nothing else is taken for one. */
final class HistoryFileTest {

  private static final StreamId STREAM = new StreamId("order", "7 \"ä\" 𝄞");
  private static final RequestId REQUEST = new RequestId("r1");
  private static final Claim CLAIM = new Claim("email", "a@b");
  private static final ViewKey KEY = new ViewKey("orders", "7");

  private static final List<Call> CALLS =
      List.of(
          new Call.Commit(
              STREAM,
              REQUEST,
              ExpectedVersion.exactly(3),
              List.of("a", "b"),
              List.of(CLAIM),
              List.of()),
          new Call.Commit(STREAM, REQUEST, ExpectedVersion.any(), List.of()),
          new Call.Commit(
              STREAM,
              REQUEST,
              ExpectedVersion.exists(),
              List.of("c"),
              List.of(),
              List.of(CLAIM, CLAIM)),
          new Call.Read(STREAM, 0, 10, Direction.FORWARD),
          new Call.Read(STREAM, Long.MAX_VALUE, 0, Direction.BACKWARD),
          new Call.FindReceipt(STREAM, REQUEST),
          new Call.ReadFeed(2, ""),
          new Call.FeedEnd(1),
          new Call.Holder(CLAIM),
          new Call.Put(KEY, Long.MAX_VALUE, "d"),
          new Call.Remove(KEY, 1),
          new Call.Get(KEY));

  private static final List<Answer> ANSWERS =
      List.of(
          new Answer.Committed(3, 5, 0, "c:1"),
          new Answer.Duplicate(3, 5, 0, "c:1"),
          new Answer.Found(3, 3, 1, "c:2"),
          new Answer.Missing(),
          new Answer.Conflict(4),
          new Answer.ClaimTaken(CLAIM, STREAM),
          new Answer.Slice(5, 1, 4, List.of("a", "b")),
          new Answer.FeedPage(
              List.of(new Answer.Entry(STREAM, REQUEST, 3, 5, "c:1", List.of("a", "b"))),
              "c:1",
              true),
          new Answer.FeedPage(List.of(), "", false),
          new Answer.End("c:9"),
          new Answer.HeldBy(Optional.empty()),
          new Answer.HeldBy(Optional.of(STREAM)),
          new Answer.Applied(),
          new Answer.Stale(7),
          new Answer.Present(7, "d"),
          new Answer.Removed(8),
          new Answer.Absent(),
          new Answer.NotApplied("no connection"),
          new Answer.Unknown("time out\n\u0000"));

  private static History everything() {
    List<Operation> operations =
        CALLS.stream()
            .flatMap(
                call -> ANSWERS.stream().filter(call::fits).map(answer -> operation(call, answer)))
            .toList();
    return new History("everything", -42, operations);
  }

  private static Operation operation(Call call, Answer answer) {
    long end = answer instanceof Answer.Unknown ? Operation.OPEN : 9_000_000_000L;
    return new Operation(3, 17, end, call, answer);
  }

  private static String text(History... histories) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HistoryFile.write(List.of(histories), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static List<History> read(String text) throws IOException {
    return HistoryFile.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void assertRefused(String text, int line, String message) {
    assertThatExceptionOfType(InvalidHistory.class)
        .isThrownBy(() -> read(text))
        .satisfies(e -> assertThat(e.line()).isEqualTo(line))
        .withMessageContaining(message);
  }

  @Test
  void everyCallAndEveryAnswerComesBack() throws IOException {
    History history = everything();
    assertThat(history.operations()).hasSizeGreaterThan(ANSWERS.size());
    assertThat(ANSWERS)
        .as("every kind of answer fits some call")
        .allSatisfy(answer -> assertThat(CALLS).anyMatch(call -> call.fits(answer)));
    assertThat(read(text(history))).containsExactly(history);
  }

  @Test
  void compressedFilesComeBackAndCanBeJoined(@TempDir Path folder) throws IOException {
    History one = everything();
    History two = new History("empty", 7, List.of());
    Path file = folder.resolve("history.jsonl.gz");
    HistoryFile.write(List.of(one), file);
    byte[] more = HistoryFile.compressed(List.of(two, one));
    Files.write(file, more, java.nio.file.StandardOpenOption.APPEND);
    assertThat(HistoryFile.read(file)).containsExactly(one, two, one);
    assertThat(more).isEqualTo(HistoryFile.compressed(List.of(two, one)));
  }

  @Test
  void digestIsThatOfTheFooter() throws IOException {
    History history = everything();
    assertThat(history.digest()).matches("sha256:[0-9a-f]{64}");
    assertThat(text(history)).contains("\"digest\":\"" + history.digest() + "\"");
    History other = new History(history.name(), history.seed() + 1, history.operations());
    assertThat(other.digest()).isNotEqualTo(history.digest());
  }

  @Test
  void filesThatWereCutOffAreTold() throws IOException {
    String[] lines = text(everything()).split("\n", -1);
    for (int kept = 1; kept < lines.length - 1; kept++) {
      String part = String.join("\n", Arrays.copyOf(lines, kept)) + "\n";
      assertRefused(part, kept + 1, "it was cut off");
    }
    assertRefused("", 1, "there is no history");
    byte[] whole = HistoryFile.compressed(List.of(everything()));
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    assertThatExceptionOfType(InvalidHistory.class)
        .isThrownBy(() -> HistoryFile.read(new ByteArrayInputStream(half)))
        .withMessageContaining("the compressed file was cut off");
  }

  @Test
  void filesThatWereChangedAreTold() throws IOException {
    String text = text(everything());
    int last = (int) text.lines().count();
    assertRefused(text.replace("\"seed\":-42", "\"seed\":-43"), last, "the digest of the lines is");
    assertRefused(text.replaceFirst("\"actual\":4", "\"actual\":5"), last, "the digest");
    assertRefused(text + "{}\n", last + 1, "the header has no \"format\"");
    assertRefused(text + "\n", last + 1, "the header is not an object");
  }

  @Test
  void linesThatAreNoOperationsAreRefusedWithTheirNumber() throws IOException {
    String good = text(new History("one", 1, List.of(operation(CALLS.get(0), ANSWERS.get(0)))));
    assertRefused(good.replace("\"client\":3", "\"client\":-3"), 2, "\"client\" is not a number");
    assertRefused(good.replace("\"client\":3", "\"client\":\"3\""), 2, "\"client\" is not a");
    assertRefused(good.replace("\"client\":3,", ""), 2, "the operation has no \"client\"");
    assertRefused(
        good.replace("\"client\":3", "\"client\":3,\"who\":1"), 2, "an unknown field \"who\"");
    assertRefused(good.replace("\"client\":3", "\"client\":3,\"client\":3"), 2, "not JSON");
    assertRefused(good.replace("\"type\":\"commit\"", "\"type\":\"x\""), 2, "no call \"x\"");
    assertRefused(good.replace("\"committed\"", "\"slice\""), 2, "the answer has no \"head\"");
    assertRefused(good.replace("\"committed\"", "\"found\""), 2, "cannot be answered by");
    assertRefused(good.replace(":9000000000", ":\"open\""), 2, "open exactly if");
    assertRefused(good.replace("assay-history", "other"), 1, "the format is \"other\"");
    assertRefused(good.replace("\"version\":1", "\"version\":2"), 1, "this kit reads 1");
    assertRefused("nonsense", 1, "this is not JSON");
  }
}
