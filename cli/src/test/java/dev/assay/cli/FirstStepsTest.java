package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.spi.event.Commit;
import dev.assay.spi.event.CommitResult;
import dev.assay.spi.event.EventStore;
import dev.assay.spi.event.EventStores;
import dev.assay.spi.event.ExpectedVersion;
import dev.assay.spi.event.RequestId;
import dev.assay.spi.event.StreamId;
import dev.assay.spi.json.JsonObject;
import dev.assay.spi.view.Filter;
import dev.assay.spi.view.Path;
import dev.assay.spi.view.View;
import dev.assay.spi.view.ViewKey;
import dev.assay.spi.view.ViewQuery;
import dev.assay.spi.view.ViewSearch;
import dev.assay.spi.view.ViewStore;
import dev.assay.spi.view.ViewStores;
import org.junit.jupiter.api.Test;

/** The code that the README shows. */
class FirstStepsTest {

  @Test
  void the_first_steps_of_the_readme_work() {
    // snippet:first-steps
    String uri = "memory://first-steps?realm=acme"; // or postgresql://user@host/db?realm=acme
    try (EventStore events = EventStores.open(uri);
        ViewStore views = ViewStores.open(uri)) {
      StreamId order = new StreamId("order", "4711");
      Commit commit =
          Commit.to(order, new RequestId("place-4711"))
              .expecting(ExpectedVersion.noStream())
              .event("OrderPlaced", JsonObject.parse("{\"total\": 19.90}"))
              .build();
      CommitResult result = events.commit(commit);
      if (result instanceof CommitResult.Committed committed) {
        JsonObject document = JsonObject.parse("{\"state\": \"open\", \"total\": 19.90}");
        views.put(new View(new ViewKey("orders", "4711"), committed.receipt().after(), document));
      }
      ViewQuery open = ViewQuery.in("orders").where(Filter.equalTo(Path.of("state"), "open"));
      ((ViewSearch) views).search(open).items().forEach(System.out::println);
      // end
      assertThat(events.commit(commit)).isInstanceOf(CommitResult.Duplicate.class);
      assertThat(((ViewSearch) views).search(open).items()).hasSize(1);
    }
  }
}
