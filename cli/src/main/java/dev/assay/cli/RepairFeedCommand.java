package dev.assay.cli;

import dev.assay.spi.StoreUri;
import dev.assay.spi.event.EventStoreProvider;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Mends the feed of an event store that was restored from a backup or moved. */
@Command(
    name = "repair-feed",
    description = "Lets an event store serve again that was restored from a backup or moved.",
    mixinStandardHelpOptions = true)
final class RepairFeedCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(paramLabel = "URI", description = "The address of the event store.")
  private String uri;

  RepairFeedCommand(Session session) {
    this.session = session;
    uri = "";
  }

  /** Mends the feed and says what was done. */
  @Override
  public Integer call() {
    StoreUri address = Addresses.parse(uri, session);
    try (Adapters adapters = Adapters.builtIn()) {
      EventStoreProvider provider =
          adapters
              .events(address.scheme())
              .orElseThrow(() -> CertifyCommand.noAdapter(address, adapters));
      session.console().print(repaired(provider, address));
      return ExitCode.GIVEN;
    }
  }

  private static String repaired(EventStoreProvider provider, StoreUri address) {
    try {
      return provider.repairFeed(address);
    } catch (IllegalArgumentException e) {
      throw new CannotJudge(String.valueOf(e.getMessage()), e);
    }
  }
}
