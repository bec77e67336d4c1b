package dev.assay.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Receipt;
import dev.assay.spi.event.RecordedEvent;
import dev.assay.spi.event.StreamId;
import dev.assay.tck.rule.Rule;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Proves that commits are atomic and dense. */
public abstract class CommitSuite extends EventStoreSuite {

  @Test
  @Rule("COMMIT-1")
  void versionsAreDenseAndStartAtOne() {
    StreamId stream = stream();
    long head = 0;
    for (int events : new int[] {1, 3, 1, 2}) {
      Receipt receipt = append(stream, events);
      assertThat(receipt.before()).as("version before").isEqualTo(head);
      head += events;
      assertThat(receipt.after()).as("version after").isEqualTo(head);
    }
    assertThat(readAll(stream))
        .extracting(RecordedEvent::version)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, head).boxed().toList());
  }
}
