package dev.assay.example.journal;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStoreProvider;
import java.nio.file.Path;
import java.util.Set;

/** Opens {@code journal:///path/to/file?realm=acme}. */
public final class JournalProvider implements EventStoreProvider {

  /** Creates the provider; {@link java.util.ServiceLoader} does. */
  public JournalProvider() {}

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("journal");
  }

  @Override
  public EventStore open(StoreUri uri) {
    uri.allowOptions();
    if (!uri.hosts().isEmpty() || uri.path().isEmpty()) {
      throw new IllegalArgumentException(
          "A journal URI names a file: journal:///path/to/file (three slashes)");
    }
    return new JournalEventStore(Journal.at(Path.of("/" + uri.path())), uri.realm());
  }
}
