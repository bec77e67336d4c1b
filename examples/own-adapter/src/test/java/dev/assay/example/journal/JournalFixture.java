package dev.assay.example.journal;

import dev.assay.spi.Realm;
import dev.assay.spi.event.EventStore;
import dev.assay.tck.Backend;
import dev.assay.tck.EventStoreFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

// snippet:fixture
interface JournalFixture extends EventStoreFixture {

  Path FILE = temporaryFile();

  @Override
  default EventStore open(Realm realm) {
    return new JournalEventStore(Journal.at(FILE), realm);
  }

  // A store on a server returns Backend.server(address, control) here, and overrides openAt().
  @Override
  default Backend backend() {
    return new Backend.InProcess();
  }

  // JournalTest.java then holds one line for each suite, such as
  // @Nested class Commits extends CommitSuite implements JournalFixture {}
  // end

  private static Path temporaryFile() {
    try {
      Path file = Files.createTempFile("journal", ".jsonl");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
